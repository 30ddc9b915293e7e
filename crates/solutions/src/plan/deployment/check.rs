//! What a plan checks.

use serde::{Deserialize, Serialize};

use super::{BindingSource, Deployment, Fate, Outcome};
use crate::{
    plan::{Finding, Plan, ValueSource},
    settings::Place,
};

/// A check.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Check {
    /// A stable name.
    pub code: String,
    /// How it came out.
    pub outcome: Outcome,
    /// What was found, in words.
    pub message: String,
    /// Where in the settings file, when it is about that.
    pub place: Option<Place>,
}

impl Check {
    /// A check that is not about the settings file.
    pub fn new(code: &str, outcome: Outcome, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), outcome, message: message.into(), place: None }
    }

    fn found(code: &str, outcome: Outcome, finding: &Finding) -> Self {
        Self { place: finding.place, ..Self::new(code, outcome, finding.message.clone()) }
    }
}

impl Deployment {
    /// Says how a check came out: each finding, or that there is none.
    pub fn check(&mut self, code: &str, found: Vec<(Outcome, String)>, none: &str) {
        let is_none = found.is_empty();
        self.checks.extend(found.into_iter().map(|(outcome, message)| Check::new(code, outcome, message)));
        if is_none {
            self.checks.push(Check::new(code, Outcome::Pass, none));
        }
    }

    /// Says anew which flows that are meant to be on will not be.
    pub fn check_flows(&mut self) {
        self.checks.retain(|check| check.code != "FlowsOn");
        let off = self.flows.iter().filter(|flow| flow.wanted && !flow.on);
        let words = |reasons: &[String]| {
            reasons.iter().map(|reason| reason.trim_end_matches('.')).collect::<Vec<_>>().join("; ")
        };
        let found = off.map(|flow| format!("the flow `{}` will be off: {}", flow.name, words(&flow.reasons)));
        let found = found.map(|message| (Outcome::Warn, message)).collect();
        self.check("FlowsOn", found, "every flow that is to be on will be");
    }

    pub(super) fn check_removals(&mut self) {
        let of = |fate| self.components.iter().filter(move |it| it.fate == fate).map(|it| it.name.as_str());
        let gone: Vec<&str> = of(Fate::Remove).collect();
        let found = (!gone.is_empty())
            .then(|| (Outcome::Warn, format!("{} are removed, with what they hold: {}", gone.len(), gone.join(", "))));
        let later: Vec<&str> = of(Fate::RemoveLater).collect();
        let later = (!later.is_empty()).then(|| {
            let message =
                format!("{} stay until the upgrade is finished, and go then: {}", later.len(), later.join(", "));
            (Outcome::Warn, message)
        });
        self.check("NothingRemoved", found.into_iter().chain(later).collect(), "nothing is removed");
    }
}

pub(super) fn of_plan(plan: &Plan, deployment: &mut Deployment) {
    let list = |code, outcome, findings: &[Finding]| -> Vec<Check> {
        findings.iter().map(|finding| Check::found(code, outcome, finding)).collect()
    };
    deployment.checks = list("Accepted", Outcome::Fail, &plan.errors);
    if plan.errors.is_empty() {
        deployment.check("Accepted", Vec::new(), "the environment takes the package");
    }
    deployment.checks.extend(list("Noted", Outcome::Warn, &plan.warnings));
    let lower = deployment.rollback.then(|| {
        let here = deployment.from.as_deref().unwrap_or_default();
        let to = plan.solution.to;
        let message =
            format!("this is a rollback to a lower version: {here} is installed here, and the package is {to}");
        (Outcome::Warn, message)
    });
    deployment.check("VersionRises", lower.into_iter().collect(), "the version is not lower than the one here");
    let unbound = deployment.references.iter().filter(|it| it.binds().is_none()).map(|it| {
        let how = if it.source == BindingSource::Suggested { "; one connection here would fit" } else { "" };
        let message = format!("the connection reference `{}` ({}) is not bound{how}", it.logical_name, it.connector);
        (Outcome::Warn, message)
    });
    let unbound = unbound.collect();
    deployment.check("ReferencesBound", unbound, "every connection reference is bound");
    let missing = deployment.variables.iter().filter(|it| it.source == ValueSource::Missing);
    let missing =
        missing.map(|it| (Outcome::Warn, format!("the environment variable `{}` has no value", it.schema_name)));
    let missing = missing.collect();
    deployment.check("VariablesSet", missing, "every environment variable has a value");
}
