//! Settings to fill in, and settings as JSON.

use serde_json::{Value, json};

use super::{FlowSetting, Place, ReferenceSetting, Settings, VariableSetting};
use crate::Contents;

impl Settings {
    /// The settings file to fill in for a solution: every variable and reference, with blank values. This is what
    /// `pac solution create-settings` writes.
    pub fn template(contents: &Contents) -> Self {
        Self {
            variables: contents
                .environment_variables
                .iter()
                .map(|variable| VariableSetting {
                    schema_name: variable.schema_name.clone(),
                    value: None,
                    place: Place::default(),
                })
                .collect(),
            references: contents
                .connection_references
                .iter()
                .map(|reference| ReferenceSetting {
                    logical_name: reference.logical_name.clone(),
                    connection: None,
                    connector: Some(format!("/providers/Microsoft.PowerApps/apis/{}", reference.connector)),
                    place: Place::default(),
                })
                .collect(),
            flows: Vec::new(),
        }
    }

    /// The file, indented. What is not set is blank.
    pub fn to_json(&self) -> String {
        let blank = |text: &Option<String>| text.clone().unwrap_or_default();
        let variables: Vec<Value> = self
            .variables
            .iter()
            .map(|entry| json!({ "SchemaName": entry.schema_name, "Value": blank(&entry.value) }))
            .collect();
        let references: Vec<Value> = self
            .references
            .iter()
            .map(|entry| {
                json!({
                    "LogicalName": entry.logical_name,
                    "ConnectionId": blank(&entry.connection),
                    "ConnectorId": blank(&entry.connector),
                })
            })
            .collect();
        let mut file = json!({ "EnvironmentVariables": variables, "ConnectionReferences": references });
        if let Some(file) = file.as_object_mut().filter(|_| !self.flows.is_empty()) {
            let flow = |entry: &FlowSetting| json!({ "solutionComponentUniqueName": entry.flow, "activate": entry.on.to_string() });
            file.insert("ActivateFlowConfiguration".to_owned(), self.flows.iter().map(flow).collect());
        }
        format!("{file:#}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contents::ReferenceFile;

    #[test]
    fn a_template_reads_as_settings_with_nothing_set() {
        let contents = Contents {
            connection_references: vec![ReferenceFile {
                logical_name: "demo_x".into(),
                display_name: "X".into(),
                description: None,
                connector: model::ConnectorName::new("shared_x"),
                custom_connector: None,
            }],
            ..Contents::default()
        };
        let text = Settings::template(&contents).to_json();
        assert_eq!(
            text,
            r#"{
  "EnvironmentVariables": [],
  "ConnectionReferences": [
    {
      "LogicalName": "demo_x",
      "ConnectionId": "",
      "ConnectorId": "/providers/Microsoft.PowerApps/apis/shared_x"
    }
  ]
}"#
        );
        let read = Settings::parse(text.as_bytes()).unwrap();
        assert_eq!((read.references.len(), read.references[0].connection.as_deref()), (1, None));
    }
}
