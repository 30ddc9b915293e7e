//! Settings to fill in, and settings as JSON.

use serde_json::{Value, json};

use super::{FlowSetting, OwnersSetting, Place, ReferenceSetting, Settings, VariableSetting, is_flow};
use crate::{Contents, contents::FlowFile};

impl Settings {
    /// The settings file to fill in for a solution: every variable and reference, with blank values, which is what
    /// `pac solution create-settings` writes, and the flows with nobody who owns them besides whoever brings them in.
    pub fn template(contents: &Contents) -> Self {
        // A name that two flows have says of none of them who it is.
        let called = |flow: &FlowFile| {
            let namesakes = contents.flows.iter().filter(|it| is_flow(&flow.name, it.id, &it.name));
            if namesakes.count() == 1 { flow.name.clone() } else { flow.id.to_string() }
        };
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
            owners: contents
                .flows
                .iter()
                .map(|flow| OwnersSetting {
                    flow: called(flow),
                    primary_owner: None,
                    co_owners: Vec::new(),
                    place: Place::default(),
                })
                .collect(),
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
        let flow = |entry: &FlowSetting| json!({ "solutionComponentUniqueName": entry.flow, "activate": entry.on.to_string() });
        let owned = |entry: &OwnersSetting| json!({ "Flow": entry.flow, "PrimaryOwner": blank(&entry.primary_owner), "CoOwners": entry.co_owners });
        let ours: [(&str, Vec<Value>); 2] = [
            ("ActivateFlowConfiguration", self.flows.iter().map(flow).collect()),
            ("Owners", self.owners.iter().map(owned).collect()),
        ];
        if let Some(file) = file.as_object_mut() {
            let ours = ours.into_iter().filter(|(_, entries)| !entries.is_empty());
            file.extend(ours.map(|(key, entries)| (key.to_owned(), Value::Array(entries))));
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
        let flow = |id, name| FlowFile::new(model::FlowId(uuid::Uuid::from_u128(id)), name, true, "", wdl::Value::Null);
        let contents = Contents {
            flows: vec![flow(1, "Note"), flow(2, "Twin"), flow(3, "twin")],
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
  ],
  "Owners": [
    {
      "Flow": "Note",
      "PrimaryOwner": "",
      "CoOwners": []
    },
    {
      "Flow": "00000000-0000-0000-0000-000000000002",
      "PrimaryOwner": "",
      "CoOwners": []
    },
    {
      "Flow": "00000000-0000-0000-0000-000000000003",
      "PrimaryOwner": "",
      "CoOwners": []
    }
  ]
}"#
        );
        let read = Settings::parse(text.as_bytes()).unwrap();
        assert_eq!((read.references.len(), read.references[0].connection.as_deref()), (1, None));
        assert!(read.owners.iter().all(|it| it.primary_owner.is_none() && it.co_owners.is_empty()));
    }
}
