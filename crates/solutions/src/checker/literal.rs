//! What is typed into a flow and should not be: secrets, and what differs between environments.

use wdl::{Value, definition::TriggerKind};

use super::{CheckCode, Findings, flow::FlowUnderCheck};
use crate::{
    diff::{
        flow::{
            facts::{host, scheme},
            node::Node,
        },
        words,
    },
    secret,
};

/// Hosts that are the same from every environment.
const SHARED_HOSTS: [&str; 8] = [
    "graph.microsoft.com",
    "login.microsoftonline.com",
    "login.windows.net",
    "management.azure.com",
    "management.core.windows.net",
    "api.powerbi.com",
    "api.flow.microsoft.com",
    "outlook.office.com",
];

/// Parameters of connectors that take the address of a site or organization. The last part of their names, in lower case.
const ADDRESSES: [&str; 8] = ["dataset", "site", "siteurl", "organization", "url", "uri", "baseurl", "server"];

pub(super) fn check(flow: &FlowUnderCheck<'_>, found: &mut Findings) {
    for node in &flow.nodes {
        // What says how a caller or an answer looks holds no values of its own.
        for part in ["inputs", "expression"] {
            let Some(value) = node.value.get(part) else { continue };
            leaves(part, value, &mut part.to_owned(), &mut |name, path, text| {
                if !secrets(flow, node, name, path, text, found) && part == "inputs" {
                    ids(flow, node, name, path, text, found);
                }
            });
        }
    }
    let parameters = flow.source.get("parameters").and_then(Value::as_object);
    for (name, declared) in parameters.iter().flat_map(|parameters| parameters.iter()) {
        let kind = declared.get("type").and_then(Value::as_str).unwrap_or_default();
        let named = if kind.eq_ignore_ascii_case("SecureString") { "secret" } else { name };
        if declared.get("defaultValue").is_some_and(|value| secret::is_typed(named, value)) {
            let path = format!("parameters/{name}/defaultValue");
            let said = format!("has a secret typed in as the default of its parameter `{name}`.");
            flow.whole(&path, CheckCode::TypedSecret, &said, found);
        }
    }
}

/// Tells a typed secret, if it is one.
fn secrets(
    flow: &FlowUnderCheck<'_>,
    node: &Node<'_>,
    name: &str,
    path: &str,
    text: &str,
    found: &mut Findings,
) -> bool {
    if !secret::is_typed(name, &Value::String(text.into())) {
        return false;
    }
    let signed = scheme(text.trim()).is_some() && text.contains("sig=");
    let (code, what) = if signed {
        (CheckCode::SignedUrl, format!("has an address of `{}` typed in that lets in whoever has it", host(text)))
    } else {
        (CheckCode::TypedSecret, "has a secret typed in".to_owned())
    };
    flow.on(node, path, code, &format!("{what} (`{path}`)."), found);
    true
}

/// Tells what differs between environments.
fn ids(flow: &FlowUnderCheck<'_>, node: &Node<'_>, name: &str, path: &str, text: &str, found: &mut Findings) {
    let text = text.trim();
    let connector = flow.connector(node).is_some();
    let http = node.type_name() == "http" || node.type_name() == "httpwebhook";
    if !(connector || http) || path.starts_with("inputs/host/") || path.starts_with("inputs/schema") {
        return;
    }
    let last = name.rsplit('/').next().unwrap_or_default().to_lowercase();
    if scheme(text).is_some() {
        let host = host(text);
        let shared = SHARED_HOSTS.contains(&host.as_str());
        if ADDRESSES.contains(&last.as_str()) && !shared && !host.contains("@{") && !host.is_empty() {
            let said = format!("has the address of `{host}` typed in (`{path}`).");
            flow.on(node, path, CheckCode::HardCodedUrl, &said, found);
        }
    } else if connector && is_mail(text) {
        let said = format!("has the mail address {} typed in (`{path}`).", words::quoted(text));
        flow.on(node, path, CheckCode::HardCodedMail, &said, found);
    } else if is_id(text)
        && (connector || path.starts_with("inputs/authentication"))
        && !is_own(flow, last.as_str(), text)
    {
        let said = format!("has the id {} typed in (`{path}`).", words::quoted(text));
        flow.on(node, path, CheckCode::HardCodedId, &said, found);
    }
}

/// Whether an id is the same in every environment: that of a component of the solution, such as a model, or one that the platform
/// gives a subscription as its name.
fn is_own(flow: &FlowUnderCheck<'_>, name: &str, text: &str) -> bool {
    let components = flow.contents.manifest.iter().flat_map(|manifest| &manifest.root_components);
    let subscribes = flow.definition.trigger().is_some_and(|trigger| matches!(trigger.kind, TriggerKind::Row(_)));
    subscribes && name == "name"
        || components.filter_map(|it| it.id).any(|id| text.to_lowercase().contains(&id.to_string()))
}

/// Whether a text is a mail address, or several.
fn is_mail(text: &str) -> bool {
    let one = |part: &str| {
        let allowed = |c: char| c.is_alphanumeric() || "._%+-'".contains(c);
        part.split_once('@').is_some_and(|(user, domain)| {
            let labels: Vec<&str> = domain.split('.').collect();
            !user.is_empty()
                && user.chars().all(allowed)
                && labels.len() > 1
                && labels
                    .iter()
                    .all(|label| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        })
    };
    let mut parts = text.split([';', ',']).map(str::trim).filter(|part| !part.is_empty()).peekable();
    parts.peek().is_some() && parts.all(one)
}

/// Whether a text is a GUID, alone or as a row's address (`teams(…)`), or the id of a channel. The empty GUID stands for nothing.
fn is_id(text: &str) -> bool {
    let inner = text.strip_suffix(')').and_then(|text| Some(text.split_once('(')?.1)).unwrap_or(text);
    let guid = inner.len() >= 36 && uuid::Uuid::try_parse(inner).is_ok_and(|id| !id.is_nil());
    guid || text.starts_with("19:") && text.contains("@thread")
}

/// Shows every text in a value, with its name and its path. The name is that of the member, or the one that stands beside it.
fn leaves(name: &str, value: &Value, path: &mut String, visit: &mut dyn FnMut(&str, &str, &str)) {
    let mut below = |name: &str, key: &str, value: &Value| {
        let length = path.len();
        path.push('/');
        path.push_str(key);
        leaves(name, value, path, visit);
        path.truncate(length);
    };
    match value {
        Value::Object(object) => {
            for (key, member) in object.iter() {
                below(secret::name_of(key, object), key, member);
            }
        }
        Value::Array(array) => {
            for (at, item) in array.iter().enumerate() {
                below(name, &at.to_string(), item);
            }
        }
        Value::String(text) => visit(name, path, text),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses_and_ids_are_told_from_other_texts() {
        for text in ["ann@contoso.com", "ann@contoso.com; bo.b@fabrikam.co.uk;"] {
            assert!(is_mail(text), "{text}");
        }
        for text in ["", ";", "@parameters('x')", "ann@contoso", "Write to ann@contoso.com", "a@b..c", "@{x}@b.c"] {
            assert!(!is_mail(text), "{text}");
        }
        for text in [
            "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
            "/teams(3f2504e0-4f89-11d3-9a0c-0305e82c3301)",
            "19:abc@thread.tacv2",
        ] {
            assert!(is_id(text), "{text}");
        }
        for text in
            ["00000000-0000-0000-0000-000000000000", "teams(@{x})", "3f2504e04f8911d39a0c0305e82c3301", "x)", ""]
        {
            assert!(!is_id(text), "{text}");
        }
    }
}
