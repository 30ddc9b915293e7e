//! What a data policy is to be, as somebody asks for it.

use std::collections::BTreeSet;

use model::{ConnectorName, DataPolicy, EnvironmentId, PolicyScope};
use store::{Tx, environments};

use super::{NamedScope, NewDataPolicy};
use crate::AppError;

/// How many connectors a policy names at most.
const MOST_CONNECTORS: usize = 2_000;

/// What a caller asks for, if it can be.
pub(super) fn checked(tx: &mut Tx<'_>, new: NewDataPolicy) -> Result<DataPolicy, AppError> {
    let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.len() > 40 || !name.chars().all(allowed) || name.starts_with('-') {
        let message = "A data policy's name has 1 to 40 characters: a to z, 0 to 9 and -, not starting with -.";
        return Err(AppError::invalid(message).at("name"));
    }
    let display_name = new.display_name.trim().to_owned();
    if display_name.is_empty() || display_name.chars().count() > 200 {
        return Err(AppError::invalid("A data policy's display name has 1 to 200 characters.").at("displayName"));
    }
    let mut ids = |names: &[String], path: &str| -> Result<BTreeSet<EnvironmentId>, AppError> {
        let mut ids = BTreeSet::new();
        for (at, name) in names.iter().enumerate() {
            let unknown = || AppError::invalid(format!("There is no environment `{name}`.")).at(format!("{path}/{at}"));
            ids.insert(environments::by_name(tx, name)?.ok_or_else(unknown)?.id);
        }
        Ok(ids)
    };
    let scope = match &new.scope {
        NamedScope::AllBut(names) => PolicyScope::AllBut(ids(names, "scope/except")?),
        NamedScope::Only(names) => PolicyScope::Only(ids(names, "scope/environments")?),
    };
    let mut seen = BTreeSet::new();
    let mut connectors = |names: &[String], path: &str| -> Result<BTreeSet<ConnectorName>, AppError> {
        let mut group = BTreeSet::new();
        for (at, name) in names.iter().enumerate() {
            let connector = ConnectorName::new(name.trim());
            if connector.as_str().is_empty() || connector.as_str().len() > 200 || seen.len() >= MOST_CONNECTORS {
                let message =
                    format!("A data policy names at most {MOST_CONNECTORS} connectors, each as files spell it.");
                return Err(AppError::invalid(message).at(format!("{path}/{at}")));
            }
            if !seen.insert(connector.clone()) {
                let message = format!("The connector `{connector}` stands twice; each belongs to one group.");
                return Err(AppError::invalid(message).at(format!("{path}/{at}")));
            }
            group.insert(connector);
        }
        Ok(group)
    };
    Ok(DataPolicy {
        business: connectors(&new.business, "business")?,
        non_business: connectors(&new.non_business, "nonBusiness")?,
        blocked: connectors(&new.blocked, "blocked")?,
        new_connectors: new.new_connectors,
        name,
        display_name,
        scope,
    })
}
