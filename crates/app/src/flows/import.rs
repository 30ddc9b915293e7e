//! Flows that come with a solution.

use solutions::contents::FlowFile;
use store::{Tx, flows};

use super::{Compiled, save};
use crate::{
    AppError, Op, Steward,
    lookup::{Changeable, EnvironmentFor, ManageSolutions},
};

/// Saves a flow of a package: a new one that the importer owns, or a new version of the one that is here, whose owners stay. A flow
/// that is here as it is in the package gets no new version.
pub(crate) fn save(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    file: &FlowFile,
    solution: &str,
) -> Result<Compiled, AppError> {
    let leave = Changeable::by_deployment(proof);
    let compiled = Compiled::read(file.clientdata.clone());
    let clientdata = file.clientdata.to_json_string();
    match flows::by_id(tx, proof.id(), file.id)? {
        None => {
            let made = save::Made {
                leave: &leave,
                id: file.id,
                name: file.name.clone(),
                solution: Some(solution.to_owned()),
                clientdata: &clientdata,
                compiled: &compiled,
            };
            save::insert(steward, tx, op, made)?;
        }
        Some(flow) => {
            if flow.name != file.name {
                flows::rename(tx, flow.key, &file.name, op.at)?;
            }
            flows::set_solution(tx, flow.key, Some(solution))?;
            if steward.compiled().current(tx, &flow)?.source != file.clientdata {
                save::append(tx, op, &leave, flow.key, &clientdata, &compiled)?;
            }
        }
    }
    Ok(compiled)
}
