//! What data policies hold against the flows of an environment.

use std::collections::BTreeSet;

use access::data_policy;
use model::{ConnectorName, DataPolicy, EnvironmentId, ErrorCode};
use solutions::plan::{Check, Deployment, Outcome, Subject, SubjectKind};
use store::{Tx, data_policies as stored, flows};

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

/// Says in a plan, once it is carried out, which flows data policies will keep off: those that it brings, and those that call them.
pub(crate) fn check<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<R>,
    plan: &mut Deployment,
) -> Result<(), AppError> {
    let policies = covering(tx, proof.id())?;
    let mut found = Vec::new();
    let flows = if policies.is_empty() { Vec::new() } else { flows::list(tx, proof.id())? };
    for flow in flows {
        let is_brought = plan.flows.iter().any(|brought| brought.id == flow.id && brought.wanted);
        if !flow.is_on && !is_brought {
            continue;
        }
        let compiled = steward.compiled().current(tx, &flow)?;
        let connectors = connectors::connectors(steward, tx, proof.id(), &compiled)?;
        for why in sentences(steward, &policies, proof.id(), &connectors) {
            let message = format!("the flow `{}` will be off: {why}", flow.name);
            let subject = Subject::new(SubjectKind::Flow, flow.id, &flow.name);
            found.push(Check::new("DataPolicy", Outcome::Warn, message).about(subject));
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
