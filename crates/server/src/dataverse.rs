//! The Dataverse Web API.

use axum::Router;

use crate::state::Server;

/// Whether an address is the Web API's, so that errors have its shape.
pub(crate) fn is_address(path: &str) -> bool {
    path.starts_with("/api/data/")
        || path
            .strip_prefix("/environments/")
            .and_then(|rest| rest.split_once('/'))
            .is_some_and(|(_, rest)| rest.starts_with("api/data/"))
}

pub(crate) fn routes() -> Router<Server> {
    Router::new()
}
