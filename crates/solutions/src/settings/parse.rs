//! Settings out of JSON text, every mistake with its place.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{FlowSetting, OwnersSetting, Place, ReferenceSetting, Settings, VariableSetting};
use crate::text;

/// A settings file that is not valid.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the settings are not valid: {message} at {place}")]
pub struct SettingsError {
    message: String,
    place: Place,
}

impl SettingsError {
    /// Where the mistake stands.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The code that people meet.
    pub fn code(&self) -> model::ErrorCode {
        model::ErrorCode::SettingsInvalid
    }
}

/// The entries stay raw at first, because that keeps where they stand.
#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow, default, rename = "EnvironmentVariables")]
    variables: Vec<&'a RawValue>,
    #[serde(borrow, default, rename = "ConnectionReferences")]
    references: Vec<&'a RawValue>,
    #[serde(borrow, default, rename = "ActivateFlowConfiguration")]
    flows: Vec<&'a RawValue>,
    #[serde(borrow, default, rename = "Owners")]
    owners: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Variable {
    schema_name: String,
    #[serde(default)]
    value: Option<Scalar>,
}

/// Values are text in the format; people write numbers and truth values too.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Truth(bool),
    Number(serde_json::Number),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reference {
    logical_name: String,
    #[serde(default)]
    connection_id: Option<String>,
    #[serde(default)]
    connector_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Flow {
    #[serde(default)]
    solution_component_unique_name: Option<String>,
    #[serde(default)]
    solution_component_name: Option<String>,
    activate: Scalar,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Owners {
    flow: String,
    #[serde(default)]
    primary_owner: Option<String>,
    #[serde(default)]
    co_owners: Vec<String>,
}

impl Settings {
    /// Reads a settings file in UTF-8 or UTF-16.
    ///
    /// # Errors
    /// Text that is not JSON, an entry that lacks its name or has a value of another type, or the same name twice.
    pub fn parse(bytes: &[u8]) -> Result<Self, SettingsError> {
        let text = text::decode(bytes).map_err(|error| SettingsError {
            message: error.message,
            place: Place { line: error.line, column: error.column },
        })?;
        let text = text.as_ref();
        object(text.trim_start(), Place::default())?;
        let file: File<'_> = serde_json::from_str(text).map_err(|error| at(Place::default(), &error))?;
        let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let settings = Self {
            variables: entries(text, &file.variables, |entry: Variable, place| {
                let value = entry.value.map(Scalar::into_text).filter(|value| !value.is_empty());
                Ok(VariableSetting { schema_name: entry.schema_name, value, place })
            })?,
            references: entries(text, &file.references, |entry: Reference, place| {
                Ok(ReferenceSetting {
                    logical_name: entry.logical_name,
                    connection: entry.connection_id.and_then(given),
                    connector: entry.connector_id.and_then(given),
                    place,
                })
            })?,
            flows: entries(text, &file.flows, |entry: Flow, place| {
                let given = |name: &String| !name.is_empty();
                let id = entry.solution_component_unique_name.filter(given);
                let wrong = |message: &str| SettingsError { message: message.to_owned(), place };
                let flow = id.or(entry.solution_component_name.filter(given));
                let flow = flow.ok_or_else(|| wrong("an entry of `ActivateFlowConfiguration` names no flow"))?;
                let on = match entry.activate.into_text().to_lowercase().as_str() {
                    "true" => true,
                    "false" => false,
                    _ => return Err(wrong("`activate` takes true or false")),
                };
                Ok(FlowSetting { flow, on, place })
            })?,
            owners: entries(text, &file.owners, |entry: Owners, place| {
                let nameless = || SettingsError { message: "an entry of `Owners` names no flow".to_owned(), place };
                let flow = given(entry.flow).ok_or_else(nameless)?;
                let primary_owner = entry.primary_owner.and_then(given);
                let co_owners: Vec<String> = entry.co_owners.into_iter().filter_map(given).collect();
                once(primary_owner.iter().chain(&co_owners).map(|name| (name.as_str(), place)), "the owner")?;
                Ok(OwnersSetting { flow, primary_owner, co_owners, place })
            })?,
        };
        let variables = settings.variables.iter().map(|entry| (entry.schema_name.as_str(), entry.place));
        once(variables, "the environment variable")?;
        let references = settings.references.iter().map(|entry| (entry.logical_name.as_str(), entry.place));
        once(references, "the connection reference")?;
        once(settings.owners.iter().map(|entry| (entry.flow.as_str(), entry.place)), "the flow")?;
        Ok(settings)
    }
}

impl Scalar {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Truth(truth) => truth.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

fn entries<T: DeserializeOwned, S>(
    text: &str,
    raw: &[&RawValue],
    make: impl Fn(T, Place) -> Result<S, SettingsError>,
) -> Result<Vec<S>, SettingsError> {
    raw.iter()
        .map(|entry| {
            let place = place_of(text, entry.get());
            object(entry.get(), place)?;
            let read = serde_json::from_str(entry.get()).map_err(|error| at(place, &error))?;
            make(read, place)
        })
        .collect()
}

/// Lists would be read as objects without names.
fn object(text: &str, place: Place) -> Result<(), SettingsError> {
    if text.starts_with('[') {
        return Err(SettingsError { message: "an object is expected here, and a list stands there".to_owned(), place });
    }
    Ok(())
}

/// Where a part of the text starts. The part borrows from the text, so its address says it.
fn place_of(text: &str, part: &str) -> Place {
    let offset = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let before = text.get(..offset).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Place { line: small(line), column: small(column) }
}

/// A mistake that was found reading the text that starts at `start`.
fn at(start: Place, error: &serde_json::Error) -> SettingsError {
    let (line, column) = (small(error.line().max(1)), small(error.column()));
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text).to_owned();
    let place = if line == 1 {
        Place { line: start.line, column: (start.column - 1).saturating_add(column).max(1) }
    } else {
        Place { line: start.line.saturating_add(line - 1), column }
    };
    SettingsError { message, place }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn once<'a>(names: impl Iterator<Item = (&'a str, Place)>, what: &str) -> Result<(), SettingsError> {
    let mut seen = std::collections::HashSet::new();
    for (name, place) in names {
        if !seen.insert(text::fold(name)) {
            return Err(SettingsError { message: format!("{what} `{name}` stands there twice"), place });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_place_and_unknown_keys_are_ignored() {
        let text = r#"{
  "EnvironmentVariables": [
    { "SchemaName": "demo_Limit", "Value": 7, "Note": "unknown" },
    { "SchemaName": "demo_Link", "Value": "" }
  ],
  "ConnectionReferences": [ { "LogicalName": "demo_x", "ConnectionId": " abc ", "ConnectionOwner": "x" } ],
  "ActivateFlowConfiguration": [ { "solutionComponentName": "My flow", "activate": "true", "sortOrder": 1 } ],
  "Owners": [ { "Flow": "My flow", "PrimaryOwner": " sam ", "CoOwners": ["Team", ""] }, { "Flow": "Other", "PrimaryOwner": "" } ],
  "Whatever": {}
}"#;
        let settings = Settings::parse(text.as_bytes()).unwrap();
        let variables: Vec<_> = settings.variables.iter().map(|v| (v.value.as_deref(), v.place.line)).collect();
        assert_eq!(variables, [(Some("7"), 3), (None, 4)]);
        assert_eq!(settings.variables[0].place.column, 5);
        assert_eq!(settings.references[0].connection.as_deref(), Some("abc"));
        assert_eq!((settings.flows[0].flow.as_str(), settings.flows[0].on), ("My flow", true));
        let owners =
            settings.owners.iter().map(|it| (it.flow.as_str(), it.primary_owner.as_deref(), it.co_owners.len()));
        assert_eq!(owners.collect::<Vec<_>>(), [("My flow", Some("sam"), 1), ("Other", None, 0)]);
        assert_eq!(settings.owners[0].place.line, 8);
        assert_eq!(Settings::parse(b"{}").unwrap(), Settings::default());
    }

    #[test]
    fn mistakes_have_a_place() {
        let cases = [
            ("{\n  \"ConnectionReferences\": [\n}", "expected value at line 3, column 1"),
            ("[]", "an object is expected here, and a list stands there at line 1, column 1"),
            ("{\"EnvironmentVariables\": [\n  {},\n  1 ]}", "missing field `SchemaName` at line 2, column 4"),
            (
                "{\"ConnectionReferences\": [{\"LogicalName\": 1}]}",
                "invalid type: integer `1`, expected a string at line 1, column 43",
            ),
            (
                "{\"EnvironmentVariables\": [{\"SchemaName\": \"a\"},\n{\"SchemaName\": \"A\"}]}",
                "the environment variable `A` stands there twice at line 2, column 1",
            ),
            (
                "{\"ActivateFlowConfiguration\": [{\"solutionComponentName\": \"a\", \"activate\": \"maybe\"}]}",
                "`activate` takes true or false at line 1, column 32",
            ),
            ("{\"Owners\": {}}", "invalid type: map, expected a sequence at line 1, column 11"),
            ("{\"Owners\": [\n[]]}", "an object is expected here, and a list stands there at line 2, column 1"),
            ("{\"Owners\": [{\"CoOwners\": [\"sam\"]}]}", "missing field `Flow` at line 1, column 33"),
            ("{\"Owners\": [{\"Flow\": \" \"}]}", "an entry of `Owners` names no flow at line 1, column 13"),
            (
                "{\"Owners\": [{\"Flow\": \"a\", \"CoOwners\": \"sam\"}]}",
                "invalid type: string \"sam\", expected a sequence at line 1, column 43",
            ),
            (
                "{\"Owners\": [{\"Flow\": \"a\", \"PrimaryOwner\": \"sam\",\n\"CoOwners\": [\"Sam\"]}]}",
                "the owner `Sam` stands there twice at line 1, column 13",
            ),
            (
                "{\"Owners\": [{\"Flow\": \"a\"},\n{\"Flow\": \"A\"}]}",
                "the flow `A` stands there twice at line 2, column 1",
            ),
        ];
        for (text, expected) in cases {
            let error = Settings::parse(text.as_bytes()).unwrap_err().to_string();
            assert_eq!(error, format!("the settings are not valid: {expected}"), "{text}");
        }
    }
}
