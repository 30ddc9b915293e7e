//! Flows: the row and the JSON file.

use crate::contents::FlowFile;
use crate::element::Element;

/// Where the JSON file stands: where it stood, else where the platform would put it.
pub(crate) fn path(flow: &FlowFile) -> String {
    let path = &flow.path;
    if path.starts_with("Workflows/") && path.ends_with(".json") { path.clone() } else { flow.default_path() }
}

/// The JSON file, indented as the platform does it.
pub(crate) fn json(flow: &FlowFile) -> Vec<u8> {
    // Values have text keys only, so there is nothing to refuse.
    serde_json::to_vec_pretty(&flow.clientdata).unwrap_or_default()
}

/// The row. Its columns and their order are the platform's; the constants are those that every cloud flow has.
pub(crate) fn element(flow: &FlowFile) -> Element {
    let (state, status) = if flow.on { ("1", "2") } else { ("0", "1") };
    let columns = [
        ("Type", "1"),
        ("Subprocess", "0"),
        ("Category", "5"),
        ("Mode", "0"),
        ("Scope", "4"),
        ("OnDemand", "0"),
        ("TriggerOnCreate", "0"),
        ("TriggerOnDelete", "0"),
        ("AsyncAutodelete", "0"),
        ("SyncWorkflowLogOnFailure", "0"),
        ("StateCode", state),
        ("StatusCode", status),
        ("RunAs", "1"),
        ("IsTransacted", "1"),
        ("IntroducedVersion", "1.0.0.0"),
        ("IsCustomizable", "1"),
        ("BusinessProcessType", "0"),
        ("IsCustomProcessingStepAllowedForOtherPublishers", "1"),
        ("ModernFlowType", "0"),
        ("PrimaryEntity", "none"),
    ];
    let element = Element::new("Workflow")
        .attr("WorkflowId", &format!("{{{}}}", flow.id))
        .attr("Name", &flow.name)
        .child(Element::text("JsonFileName", &format!("/{}", path(flow))))
        .children(columns.map(|(name, value)| Element::text(name, value)))
        .child(Element::label("LocalizedNames", "LocalizedName", &flow.name));
    match &flow.description {
        Some(text) => element.child(Element::label("Descriptions", "Description", text)),
        None => element,
    }
}
