//! Packages of single flows, the older export that is no solution: `Microsoft.Flow/flows/<guid>/definition.json`.

use model::FlowId;
use wdl::Value;

use super::{FlowFile, KeptComponent, Reading, json};
use crate::{Member, Problem, problem::code, text::fold};

/// Whether the files are those of such a package.
pub(super) fn is_one(members: &[Member]) -> bool {
    members.iter().any(|member| is_definition(member.path()))
}

fn is_definition(path: &str) -> bool {
    let path = fold(path);
    path.starts_with("microsoft.flow/flows/") && path.ends_with("/definition.json")
}

/// The flows, and whatever else `manifest.json` lists. The flows are off: such a package does not say whether they were on,
/// and names no connection references.
pub(super) fn read(reading: &mut Reading<'_, '_>, flows: &mut Vec<FlowFile>, kept: &mut Vec<KeptComponent>) {
    for member in reading.package.members().iter().filter(|member| is_definition(member.path())) {
        match flow(member) {
            Ok(flow) => flows.push(flow),
            Err(problem) => reading.problems.push(problem),
        }
    }
    let listing = reading.package.get("manifest.json").filter(|_| !flows.is_empty());
    match listing.map(json::read) {
        Some(Ok(listing)) => kept.extend(others(&listing)),
        Some(Err(problem)) => reading.problems.push(problem),
        None => {}
    }
}

/// What the package lists besides flows: the connections that somebody had, and apps. None of them travels.
fn others(listing: &Value) -> Vec<KeptComponent> {
    let resources = listing.get("resources").and_then(Value::as_object);
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let kept = |(key, resource): (&std::sync::Arc<str>, &Value)| {
        let kind = match text(resource.get("type"))?.to_lowercase().as_str() {
            "microsoft.powerapps/apis/connections" => "connection",
            "microsoft.powerapps/apps" => "canvas app",
            "microsoft.flow/flows" | "microsoft.powerapps/apis" => return None,
            _ => "resource",
        };
        let name = text(resource.get("details").and_then(|details| details.get("displayName")));
        Some(KeptComponent { kind: kind.to_owned(), name: name.unwrap_or_else(|| key.to_string()) })
    };
    resources.map(|resources| resources.iter().filter_map(kept).collect()).unwrap_or_default()
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
