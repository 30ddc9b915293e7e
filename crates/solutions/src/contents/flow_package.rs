//! Packages of single flows, the older export that is no solution: `Microsoft.Flow/flows/<guid>/definition.json`.

use model::FlowId;
use wdl::Value;

use super::{FlowFile, Reading, json};
use crate::{Member, Problem, problem::code, text::fold};

/// Whether the files are those of such a package.
pub(super) fn is_one(members: &[Member]) -> bool {
    members.iter().any(|member| is_definition(member.path()))
}

fn is_definition(path: &str) -> bool {
    let path = fold(path);
    path.starts_with("microsoft.flow/flows/") && path.ends_with("/definition.json")
}

/// The flows. They are off: such a package does not say whether they were on, and names no connection references.
pub(super) fn read(reading: &mut Reading<'_, '_>) -> Vec<FlowFile> {
    let mut flows = Vec::new();
    for member in reading.package.members().iter().filter(|member| is_definition(member.path())) {
        match flow(member) {
            Ok(flow) => flows.push(flow),
            Err(problem) => reading.problems.push(problem),
        }
    }
    flows
}

fn flow(member: &Member) -> Result<FlowFile, Problem> {
    let document = json::read(member)?;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let id = text(document.get("name")).unwrap_or_default();
    let id: FlowId = id.parse().map_err(|_| {
        let message = format!("the flow has the id `{id}`, which is not a GUID");
        Problem::error(code::VALUE_INVALID, member.path(), message)
    })?;
    let name = text(document.get("properties").and_then(|properties| properties.get("displayName")));
    Ok(FlowFile::new(id, name.unwrap_or_else(|| id.to_string()), false, member.path(), document))
}
