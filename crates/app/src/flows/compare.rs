//! What one version of a flow does differently from another.

use solutions::{Contents, Side, contents::FlowFile, diff, diff::Change};
use store::{Tx, flows::versions};

use super::FlowName;
use crate::{
    AppError, Op, Steward,
    lookup::{self, FlowFor, See},
};

/// What differs between two versions of a flow.
#[derive(Clone, PartialEq, Debug)]
pub struct FlowCompared {
    /// The number of the version that it is compared with.
    pub from: u32,
    /// The version's number.
    pub to: u32,
    /// What differs, from the one to the other.
    pub changes: Vec<Change>,
    /// The definitions, line by line.
    pub text: String,
}

/// Compares a version of a flow with another one of it; without a number, with the one before.
///
/// # Errors
/// The caller may not see inside the flow, there is no such version, or none is before it.
pub async fn compare(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &FlowName,
    (to, with): (u32, Option<u32>),
) -> Result<FlowCompared, AppError> {
    let (op, environment, name) = (op.clone(), environment.to_owned(), name.clone());
    steward
        .read(move |steward, tx| {
            let proof = lookup::flow::<See>(tx, &op, &environment, &name)?;
            let numbers: Vec<u32> = versions::list(tx, proof.key())?.iter().map(|version| version.number).collect();
            let before = numbers.iter().copied().filter(|number| *number < to).max();
            let none = || AppError::invalid(format!("No version is before version {to}.")).at("with");
            let from = with.or(before).ok_or_else(none)?;
            if let Some(missing) = [to, from].into_iter().find(|number| !numbers.contains(number)) {
                return Err(AppError::not_found(format!("version {missing}")));
            }
            let (was, is) = (holding(steward, tx, &proof, from)?, holding(steward, tx, &proof, to)?);
            let side = |contents| Side { contents, files: None, owners: None };
            let found = diff(side(&was), side(&is));
            let text = found.texts.into_iter().map(|text| text.unified).collect();
            Ok(FlowCompared { from, to, changes: found.changes, text })
        })
        .await
}

/// The flow as it is in a version, and nothing else.
fn holding(steward: &Steward, tx: &mut Tx<'_>, proof: &FlowFor<See>, number: u32) -> Result<Contents, AppError> {
    let flow = proof.flow();
    let source = steward.compiled().get(tx, flow.key, number)?.source.clone();
    let file = FlowFile::new(flow.id, &flow.name, flow.is_on, format!("version {number}"), source);
    Ok(Contents { flows: vec![file], ..Contents::default() })
}
