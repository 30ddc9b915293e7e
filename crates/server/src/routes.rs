//! The API: one file for each resource, named like its address.

mod audit;
mod certificates;
mod connection_references;
mod connections;
mod connectors;
mod continuity;
mod custom_roles;
mod data_policies;
mod environments;
mod expressions;
mod flows;
mod handovers;
mod mails;
mod me;
mod nodes;
mod pipelines;
mod principals;
mod promotions;
mod releases;
mod roles;
mod runs;
mod settings;
mod signing_key;
mod solutions;
mod tables;
mod variables;

use utoipa_axum::router::OpenApiRouter;

pub(crate) use flows::named;

use crate::state::Server;

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .merge(me::routes())
        .merge(principals::routes())
        .merge(environments::routes())
        .merge(roles::routes())
        .merge(custom_roles::routes())
        .merge(data_policies::routes())
        .merge(flows::routes())
        .merge(expressions::routes())
        .merge(runs::routes())
        .merge(connectors::routes())
        .merge(connections::routes())
        .merge(connection_references::routes())
        .merge(continuity::routes())
        .merge(variables::routes())
        .merge(tables::routes())
        .merge(releases::routes())
        .merge(solutions::routes())
        .merge(pipelines::routes())
        .merge(promotions::routes())
        .merge(handovers::routes())
        .merge(certificates::routes())
        .merge(audit::routes())
        .merge(nodes::routes())
        .merge(settings::routes())
        .merge(signing_key::routes())
        .merge(mails::routes())
}
