//! What each connection reference will be bound to.

use std::collections::HashSet;

use model::{ConnectionId, ConnectorName};

use super::{Facts, Finding, Findings, TargetConnection};
use crate::{contents::ReferenceFile, settings::ReferenceSetting, text::fold};

/// What becomes of a connection reference's binding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferenceStep {
    /// Its name in files.
    pub logical_name: String,
    /// What people read.
    pub display_name: String,
    /// What it is for.
    pub connector: ConnectorName,
    /// What it will be bound to, and who says so.
    pub binding: Binding,
    /// What it is bound to now.
    pub before: Option<ConnectionId>,
}

/// What a connection reference will be bound to, and who says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Binding {
    /// To this connection, as the settings say.
    Settings(ConnectionId),
    /// To this connection, as it is now.
    AlreadyBound(ConnectionId),
    /// To none.
    Unbound,
}

impl Binding {
    /// The connection.
    pub fn connection(self) -> Option<ConnectionId> {
        match self {
            Self::Settings(connection) | Self::AlreadyBound(connection) => Some(connection),
            Self::Unbound => None,
        }
    }
}

pub(super) fn plan(facts: &Facts<'_>, findings: &mut Findings) -> Vec<ReferenceStep> {
    let mut used = HashSet::new();
    let mut steps = Vec::new();
    for reference in &facts.contents.connection_references {
        let name = fold(&reference.logical_name);
        let setting = facts.settings.references.iter().find(|setting| fold(&setting.logical_name) == name);
        let here = facts.target.references.iter().find(|here| fold(&here.logical_name) == name);
        let before = here
            .and_then(|here| here.connection)
            .filter(|id| facts.target.connections.iter().any(|connection| connection.id == *id));
        // A reference that another connector was behind is not bound any more.
        let still = before.filter(|_| here.is_some_and(|here| here.connector == reference.connector));
        let set = setting.and_then(|setting| match connection(facts, reference, setting) {
            Ok(connection) => connection.map(|connection| connection.id),
            Err(finding) => {
                findings.errors.push(finding);
                None
            }
        });
        let binding = match (set, still) {
            (Some(connection), _) => Binding::Settings(connection),
            (None, Some(connection)) => Binding::AlreadyBound(connection),
            (None, None) => Binding::Unbound,
        };
        used.insert(name);
        steps.push(ReferenceStep {
            logical_name: reference.logical_name.clone(),
            display_name: reference.display_name.clone(),
            connector: reference.connector.clone(),
            binding,
            before,
        });
    }
    for setting in facts.settings.references.iter().filter(|setting| !used.contains(&fold(&setting.logical_name))) {
        let message = format!(
            "the settings name the connection reference `{}`, which the package does not hold",
            setting.logical_name
        );
        findings.warnings.push(Finding::settings(setting.place, message));
    }
    steps
}

/// The connection that a setting names; nothing when it is blank.
fn connection<'a>(
    facts: &Facts<'a>,
    reference: &ReferenceFile,
    setting: &ReferenceSetting,
) -> Result<Option<&'a TargetConnection>, Finding> {
    let Some(named) = &setting.connection else { return Ok(None) };
    let refused = |message: String| Err(Finding::settings(setting.place, message));
    let name = &reference.logical_name;
    let id: Option<ConnectionId> = named.parse().ok();
    let Some(found) = facts.target.connections.iter().find(|connection| Some(connection.id) == id) else {
        return refused(format!("the settings bind `{name}` to the connection `{named}`, which does not exist here"));
    };
    if found.connector != reference.connector {
        return refused(format!(
            "the settings bind `{name}` to the connection `{named}`, which is for {} and not for {}",
            found.connector, reference.connector
        ));
    }
    if !found.usable {
        return refused(format!(
            "the settings bind `{name}` to the connection `{named}`, which belongs to {} and is not shared with you",
            found.owner
        ));
    }
    Ok(Some(found))
}
