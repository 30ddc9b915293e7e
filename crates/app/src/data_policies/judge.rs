//! What data policies hold against flows: those of an environment, and those that a package brings.

use std::{collections::BTreeSet, sync::Arc};

use access::data_policy;
use model::{ConnectorName, DataPolicy, EnvironmentId, ErrorCode};
use solutions::{
    Contents,
    plan::{Deployment, Outcome},
};
use store::{Tx, data_policies as stored};

use crate::{
    AppError, Steward,
    flows::{Compiled, Need, connectors},
    lookup::EnvironmentFor,
};

/// What policies hold against a flow of an environment, as things that it needs.
pub(crate) fn needs(
    steward: &Steward,
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    compiled: &Compiled,
) -> Result<Vec<Need>, AppError> {
    let policies = covering(tx, environment)?;
    if policies.is_empty() {
        return Ok(Vec::new());
    }
    let connectors = connectors::connectors(steward, tx, environment, compiled)?;
    let sentences = sentences(steward, &policies, environment, &connectors).into_iter();
    Ok(sentences.map(|text| Need::new(ErrorCode::DataPolicyViolated, text)).collect())
}

/// Says in a plan which of the flows that a package brings data policies keep off.
pub(crate) fn check<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<R>,
    contents: &Contents,
    plan: &mut Deployment,
) -> Result<(), AppError> {
    let policies = covering(tx, proof.id())?;
    let mut found = Vec::new();
    if !policies.is_empty() {
        let brought: Vec<_> =
            contents.flows.iter().map(|flow| (flow, Compiled::read(flow.clientdata.clone()))).collect();
        let brought: Vec<_> =
            brought.into_iter().map(|(flow, compiled)| (flow, std::sync::Arc::new(compiled))).collect();
        for (flow, compiled) in &brought {
            let connectors = connectors::connectors_among(compiled, |id| {
                let own = brought.iter().find(|(flow, _)| flow.id == id);
                match own {
                    Some((_, compiled)) => Ok(Some(compiled.clone())),
                    None => connectors::current(steward, tx, proof.id(), id),
                }
            })?;
            let forbids = sentences(steward, &policies, proof.id(), &connectors).into_iter();
            found.extend(forbids.map(|why| (Outcome::Warn, format!("the flow `{}` stays off: {why}", flow.name))));
        }
    }
    plan.check("DataPolicy", found, "no data policy keeps a flow off");
    Ok(())
}

/// The policies that hold in an environment.
pub(super) fn covering(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<DataPolicy>, AppError> {
    let mut policies = stored::list(tx)?;
    policies.retain(|policy| data_policy::covers(policy, environment));
    Ok(policies)
}

fn sentences(
    steward: &Steward,
    policies: &[DataPolicy],
    environment: EnvironmentId,
    connectors: &BTreeSet<ConnectorName>,
) -> Vec<String> {
    let name = |connector: &ConnectorName| match connector.as_str() {
        data_policy::HTTP => "HTTP".to_owned(),
        data_policy::HTTP_WEBHOOK => "HTTP webhook".to_owned(),
        data_policy::HTTP_REQUEST => "the trigger for HTTP requests".to_owned(),
        other => steward.catalogue().connector(connector).unwrap_or_else(|| other.to_owned()),
    };
    data_policy::violations(policies, environment, connectors).iter().map(|it| it.sentence(name)).collect()
}
