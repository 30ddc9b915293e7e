//! Changing a flow, and saying first whose identities that changes.

use access::continuity::Case;
use serde_json::json;
use store::flows;

use super::{FlowDetail, detail, object, save};
use crate::{
    AppError, Op, Steward,
    connections::impact::{self, Asked, Impact},
    data_policies,
    lookup::{self, Edit, Enter, FlowName},
};

/// Renames a flow, saves a new version of its definition, or both.
///
/// # Errors
/// As [`update_as_asked`].
pub async fn update(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &FlowName,
    new_name: Option<String>,
    definition: Option<String>,
) -> Result<FlowDetail, AppError> {
    let edit = Edited { name: new_name, definition, asked: Asked::default() };
    Ok(update_as_asked(steward, op, environment, name, edit).await?.detail)
}

/// What changes of a flow, and how that is asked for.
#[derive(Clone, Default, Debug)]
pub struct Edited {
    /// The new name.
    pub name: Option<String>,
    /// The new definition: JSON text.
    pub definition: Option<String>,
    /// How it is asked for.
    pub asked: Asked,
}

/// What saving a flow has done, or would do.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The flow afterwards.
    pub detail: FlowDetail,
    /// Whose identities its actions use then, and used before.
    pub impact: Impact,
}

/// Renames a flow, saves a new version of its definition, or both; or says what that would do.
///
/// # Errors
/// The caller may not edit the flow, the environment is protected, the text holds no definition, the flow is on and the new version
/// could not run, or the impact is not the one that the caller saw.
pub async fn update_as_asked(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &FlowName,
    edited: Edited,
) -> Result<Saved, AppError> {
    let (environment, name) = (environment.to_owned(), name.clone());
    let Edited { name: new_name, definition, asked } = edited;
    steward
        .change_unless(asked.dry_run, op, "flow.update", move |steward, tx, op, change| {
            let proof = lookup::flow::<Edit>(tx, op, &environment, &name)?;
            let leave = lookup::changeable(tx, op, change, proof.environment())?;
            let flow = proof.flow();
            let within = lookup::environment_by_id::<Enter>(tx, op, flow.environment)?;
            let was = impact::look(steward, tx, op, &within, &[flow.key])?;
            let mut about = json!({"name": flow.name});
            if let Some(new_name) = &new_name {
                let new_name = save::check_name(new_name)?;
                flows::rename(tx, flow.key, &new_name, op.at)?;
                about["renamedTo"] = json!(new_name);
            }
            if let Some(text) = &definition {
                let (clientdata, compiled) = save::read(text)?;
                let before = steward.compiled().current(tx, flow)?;
                save::save(steward, tx, op, (&proof, &leave), &clientdata, &compiled)?;
                about["version"] = json!(flow.version + 1);
                let (before, after) = (save::identities(&before), save::identities(&compiled));
                if before != after {
                    about["identitiesBefore"] = before;
                    about["identitiesAfter"] = after;
                }
            }
            let is = impact::look(steward, tx, op, &within, &[flow.key])?;
            let impact = impact::compare(tx, &was, is)?;
            impact.is_as(asked.impact.as_deref())?;
            about["identities"] = impact.told();
            change.of(Some(flow.environment), object(flow), about);
            let saved = save::again(tx, flow.key)?;
            data_policies::enforce_after(steward, tx, op, change, saved)?;
            let saved = save::again(tx, flow.key)?;
            let detail = detail::detail(steward, tx, op, proof.environment(), saved, Case::default())?;
            Ok(Saved { detail, impact })
        })
        .await
}
