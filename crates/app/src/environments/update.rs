//! Changing an environment.

use access::TenantAction;
use model::Environment;
use serde_json::json;
use store::environments;

use super::{EnvironmentView, SharingPolicy, Signatures, Signer, Trust, display_name, object, policy, trust, view};
use crate::{
    AppError, Op, Steward,
    lookup::{self, ManageMembers},
    signing_key,
};

/// What changes of an environment. What is left out stays.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct EnvironmentChanges {
    /// What people read.
    pub display_name: Option<String>,
    /// Whether it changes only through deployments.
    pub protected: Option<bool>,
    /// How many days a share may last; inner none for as long as one likes.
    pub grant_days: Option<Option<u32>>,
    /// Whether a share says why it is given.
    pub reason_required: Option<bool>,
    /// What becomes of a package that no trusted signer has signed.
    pub signatures: Option<Signatures>,
    /// Who may sign.
    pub signers: Option<Vec<Signer>>,
    /// Whether this installation is one of those.
    pub trust_installation: Option<bool>,
}

/// Changes an environment. Shares that there are stay as they are.
///
/// What guards an environment, that is its protection and whose signatures it trusts, is the business of the installation's administrators;
/// and where it is protected, guarding it less is a change by hand, which takes break-glass.
///
/// # Errors
/// The caller may not manage members, or, for what guards it, does not administer the installation; the environment is protected; or something
/// is not valid.
pub async fn update(
    steward: &Steward,
    op: &Op,
    name: &str,
    changes: EnvironmentChanges,
) -> Result<EnvironmentView, AppError> {
    let name = name.to_owned();
    steward
        .change(op, "environment.update", move |_, tx, op, change| {
            let proof = lookup::environment::<ManageMembers>(tx, op, &name)?;
            let before = proof.environment();
            let id = proof.id();
            let (policy_before, trust_before) = (policy::sharing_policy(tx, id)?, trust::trust(tx, id)?);
            let policy_after = SharingPolicy {
                grant_days: changes.grant_days.unwrap_or(policy_before.grant_days),
                reason_required: changes.reason_required.unwrap_or(policy_before.reason_required),
            };
            let mut trust_after = Trust {
                signatures: changes.signatures.unwrap_or(trust_before.signatures),
                signers: changes.signers.unwrap_or_else(|| trust_before.signers.clone()),
            };
            if let Some(is_trusted) = changes.trust_installation {
                let installation = signing_key::signer(tx)?;
                let is_it = |signer: &Signer| signer.public_key == installation.public_key;
                match is_trusted {
                    true if !trust_after.signers.iter().any(is_it) => trust_after.signers.push(installation),
                    true => {}
                    false => trust_after.signers.retain(|signer| !is_it(signer)),
                }
            }
            let after = Environment {
                display_name: changes
                    .display_name
                    .map_or_else(|| before.display_name.clone(), |it| display_name(&it, &name)),
                protected: changes.protected.unwrap_or(before.protected),
                ..before.clone()
            };
            if after.protected != before.protected || trust_after != trust_before {
                lookup::tenant(op, TenantAction::ManageEnvironments)?;
            }
            let is_guarded_less =
                !after.protected || trust_before.signatures != Signatures::None && trust_after != trust_before;
            if is_guarded_less {
                lookup::changeable(tx, op, change, before)?;
            }
            policy::set(tx, id, policy_after)?;
            trust::set(tx, id, &trust_after)?;
            environments::update(tx, &after)?;
            let told = |environment: &Environment, policy: SharingPolicy, trust: &Trust| {
                json!({
                    "displayName": environment.display_name, "protected": environment.protected,
                    "grantDays": policy.grant_days, "reasonRequired": policy.reason_required,
                    "signatures": trust.signatures, "signers": trust.signers,
                })
            };
            let detail = json!({
                "before": told(before, policy_before, &trust_before), "after": told(&after, policy_after, &trust_after),
            });
            change.of(Some(id), object(id), detail);
            view(tx, op, after, proof.membership().role())
        })
        .await
}
