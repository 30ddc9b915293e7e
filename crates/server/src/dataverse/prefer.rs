//! The header `Prefer`.

use axum::http::HeaderMap;
use wdl::{Object, Value};

/// What the caller prefers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Prefer {
    /// Answer with the row.
    pub(super) representation: bool,
    /// At most so many rows on a page.
    pub(super) page: Option<u64>,
    /// Which annotations to include: names with `*` at the end, separated by commas.
    annotations: Option<String>,
}

impl Prefer {
    /// Reads all headers of that name. What is not understood is not preferred.
    pub(super) fn read(headers: &HeaderMap) -> Self {
        let mut prefer = Self::default();
        for header in headers.get_all("prefer") {
            for part in parts(header.to_str().unwrap_or_default()) {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                let value = value.trim().trim_matches('"');
                match name.trim().to_ascii_lowercase().as_str() {
                    "return" => prefer.representation = value.eq_ignore_ascii_case("representation"),
                    "odata.maxpagesize" | "maxpagesize" => prefer.page = value.parse().ok().filter(|page| *page > 0),
                    "odata.include-annotations" => prefer.annotations = Some(value.to_owned()),
                    _ => {}
                }
            }
        }
        prefer
    }

    /// What was preferred and is done.
    pub(super) fn applied(&self) -> Option<String> {
        let mut applied = Vec::new();
        if let Some(page) = self.page {
            applied.push(format!("odata.maxpagesize={page}"));
        }
        if let Some(annotations) = &self.annotations {
            applied.push(format!("odata.include-annotations=\"{annotations}\""));
        }
        (!applied.is_empty()).then(|| applied.join(","))
    }

    /// Takes annotations that nobody asked for out of a row, and of the rows in it.
    pub(super) fn shown(&self, row: &Value) -> Value {
        match row {
            Value::Object(members) if !members.is_empty() => {
                let mut shown = Object::new();
                for (name, value) in members.iter().filter(|(name, _)| self.shows(name)) {
                    shown.insert(
                        name.clone(),
                        if value.as_object().is_some() { self.shown(value) } else { value.clone() },
                    );
                }
                Value::Object(shown)
            }
            other => other.clone(),
        }
    }

    fn shows(&self, name: &str) -> bool {
        // `@odata.etag` is the row's own; `column@Name` is an annotation.
        let Some((_, annotation)) = name.split_once('@').filter(|(column, _)| !column.is_empty()) else { return true };
        let Some(asked) = &self.annotations else { return false };
        asked.split(',').map(str::trim).any(|pattern| match pattern.strip_suffix('*') {
            Some(start) => annotation.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start)),
            None => pattern.eq_ignore_ascii_case(annotation),
        })
    }
}

/// The parts of a header, at commas that are not inside quotes.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |letter| {
        quoted ^= letter == '"';
        !quoted && (letter == ',' || letter == ';')
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};
    use wdl::Value;

    use super::Prefer;

    fn read(text: &'static str) -> Prefer {
        Prefer::read(&HeaderMap::from_iter([(
            axum::http::HeaderName::from_static("prefer"),
            HeaderValue::from_static(text),
        )]))
    }

    #[test]
    fn preferences_are_read_and_annotations_filtered() {
        let prefer =
            read("return=representation, odata.maxpagesize=3,odata.include-annotations=\"OData.Community.*,Other\"");
        assert!(prefer.representation);
        assert_eq!(prefer.page, Some(3));
        let row = Value::from_json(
            br#"{"@odata.etag":"W/1","a":1,"a@OData.Community.Display.V1.FormattedValue":"x","a@Microsoft.Dynamics.CRM.lookuplogicalname":"t","n":{"b":1,"b@Other":2,"b@More":3}}"#,
        )
        .expect("JSON");
        assert_eq!(
            prefer.shown(&row).to_json_string(),
            r#"{"@odata.etag":"W/1","a":1,"a@OData.Community.Display.V1.FormattedValue":"x","n":{"b":1,"b@Other":2}}"#
        );
        assert_eq!(read("").shown(&row).to_json_string(), r#"{"@odata.etag":"W/1","a":1,"n":{"b":1}}"#);
        assert_eq!(read("odata.include-annotations=\"*\"").shown(&row), row);
    }
}
