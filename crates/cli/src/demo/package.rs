//! The demo as a solution: table, security roles, connection references and flows, so that it can be exported and brought to another
//! environment like any other.

use anyhow::{Context as _, Result};
use model::{
    ConnectorName, Depth, FlowId, Privilege, RoleId, Verb,
    table::{Column, ColumnKind, Ownership, Requirement, Table},
};
use solutions::{
    Contents, ExportOptions, Package, SolutionVersion,
    contents::{FlowFile, ManagedFlag, Manifest, Publisher, ReferenceFile, RoleFile},
};
use wdl::Value;

/// The solution's name in files.
pub(super) const SOLUTION: &str = "DemoRunAs";
/// The security role that opens contacts and audit rows.
pub(super) const CONTACTS: &str = "Contacts and audit";
/// The security role with the right to act on behalf of others.
pub(super) const ON_BEHALF: &str = "Act on behalf of others";
/// The flow that Rita may start.
pub(super) const RUN_ONLY: &str = "Add a contact";

/// A flow of the demo.
pub(crate) struct DemoFlow {
    pub(super) id: &'static str,
    /// What people read.
    pub(crate) name: &'static str,
    pub(super) clientdata: &'static str,
}

impl DemoFlow {
    /// Its id, the same in every installation.
    pub(crate) fn id(&self) -> &'static str {
        self.id
    }
}

/// The five settings of run as, in the order in which they are told.
pub(crate) const RUN_AS: [DemoFlow; 5] = [
    DemoFlow {
        id: "a47b2d99-bc0c-47e8-9860-a028e874e3cb",
        name: "Contact changed: triggering user",
        clientdata: include_str!("flows/triggering-user.json"),
    },
    DemoFlow {
        id: "937b4500-cb4a-46fd-be55-a908219f0189",
        name: "Contact changed: row owner",
        clientdata: include_str!("flows/row-owner.json"),
    },
    DemoFlow {
        id: "c1285ba8-5d81-4f14-9ca8-bbc4bee177fa",
        name: "Contact changed: process owner",
        clientdata: include_str!("flows/process-owner.json"),
    },
    DemoFlow {
        id: "67136edf-f602-4546-aa87-f005639f7849",
        name: "Contact changed: own connections",
        clientdata: include_str!("flows/blank-own.json"),
    },
    DemoFlow {
        id: "eaa145b1-639a-462f-9513-575527f00cb3",
        name: "Contact changed: blank",
        clientdata: include_str!("flows/blank-invoker.json"),
    },
];

const OTHERS: [DemoFlow; 3] = [
    DemoFlow {
        id: "d4ca462d-8bf1-4b84-899a-729abf405664",
        name: RUN_ONLY,
        clientdata: include_str!("flows/add-a-contact.json"),
    },
    DemoFlow { id: "09a5a374-f845-4a05-9905-256e295addaf", name: "Echo", clientdata: include_str!("flows/echo.json") },
    DemoFlow {
        id: "fce26410-551b-4dea-8fd9-8a3e8409818b",
        name: "Count the contacts every day",
        clientdata: include_str!("flows/count-contacts-daily.json"),
    },
];

/// All flows of the demo.
pub(super) fn flows() -> impl Iterator<Item = &'static DemoFlow> {
    RUN_AS.iter().chain(&OTHERS)
}

/// The solution as a zip.
pub(super) fn zip() -> Result<Vec<u8>> {
    let package = solutions::export(&contents()?, &Package::new(), ExportOptions { managed: false, values: false })?;
    Ok(package.write_zip()?)
}

fn contents() -> Result<Contents> {
    Ok(Contents {
        manifest: Some(Manifest {
            unique_name: SOLUTION.to_owned(),
            display_name: "Run as, played through".to_owned(),
            description: Some("Whose identity actions use, in five settings.".to_owned()),
            version: SolutionVersion::new(1, 0, 0, 0),
            managed: ManagedFlag::Unmanaged,
            publisher: publisher(),
            ..Manifest::default()
        }),
        flows: flows().map(flow).collect::<Result<_>>()?,
        connection_references: vec![
            reference("demo_dataverse_roohi", "Roohi's Dataverse"),
            reference("demo_dataverse_soul", "Soul's Dataverse"),
            reference("demo_dataverse_finance", "Finance's Dataverse"),
        ],
        tables: vec![audit()],
        roles: vec![
            role("6a2fa016-0b67-49df-ac56-f7563661692d", CONTACTS, &["contact", "demo_audit"], &[])?,
            role("856fbe91-241e-476d-b4be-c7b1dc035a1a", ON_BEHALF, &[], &["prvActOnBehalfOfAnotherUser"])?,
        ],
        ..Contents::default()
    })
}

/// Who makes the demo's solutions.
pub(super) fn publisher() -> Publisher {
    Publisher {
        unique_name: "demo".to_owned(),
        display_name: "Demo".to_owned(),
        prefix: "demo".to_owned(),
        option_value_prefix: Some(10_000),
    }
}

pub(super) fn flow(demo: &DemoFlow) -> Result<FlowFile> {
    let DemoFlow { id, name, clientdata } = *demo;
    let document = Value::from_json(clientdata.as_bytes()).with_context(|| format!("the flow `{name}` is no JSON"))?;
    let id: FlowId = id.parse().with_context(|| format!("`{id}` is no id"))?;
    let path = format!("Workflows/{}-{}.json", name.replace([' ', ':'], ""), id.to_string().to_uppercase());
    Ok(FlowFile::new(id, name, true, path, document))
}

pub(super) fn reference(logical_name: &str, display_name: &str) -> ReferenceFile {
    ReferenceFile {
        logical_name: logical_name.to_owned(),
        display_name: display_name.to_owned(),
        description: None,
        connector: ConnectorName::new(ConnectorName::DATAVERSE),
        custom_connector: None,
    }
}

/// A role that may do everything with all rows of these tables, and see who people are.
pub(super) fn role(id: &str, name: &str, tables: &[&str], others: &[&str]) -> Result<RoleFile> {
    let id: RoleId = id.parse().with_context(|| format!("`{id}` is no id"))?;
    let privilege = |verb, table: &str| Privilege { verb, table: table.to_owned(), depth: Depth::Organization };
    let all = tables.iter().flat_map(|table| Verb::ALL.map(|verb| privilege(verb, table)));
    let all = all.chain([privilege(Verb::Read, "systemuser")]);
    Ok(RoleFile {
        id,
        name: name.to_owned(),
        privileges: all.collect(),
        other_privileges: others.iter().map(|other| (*other).to_owned()).collect(),
    })
}

/// The table that the flows add a row to.
fn audit() -> Table {
    Table {
        logical_name: "demo_audit".to_owned(),
        schema_name: "demo_Audit".to_owned(),
        entity_set: "demo_audits".to_owned(),
        plural_name: None,
        display_name: "Audit row".to_owned(),
        ownership: Ownership::User,
        primary_key: "demo_auditid".to_owned(),
        primary_name: Some("demo_name".to_owned()),
        columns: vec![
            key("demo_AuditId", "Audit row"),
            text("demo_Name", "Name"),
            text("demo_Case", "Case"),
            text("demo_Branch", "Branch"),
            text("demo_Run", "Run"),
        ],
    }
}

/// A column with the id of a row.
pub(super) fn key(name: &str, display_name: &str) -> Column {
    column(name, display_name, ColumnKind::PrimaryKey, Requirement::System)
}

/// A column with text.
pub(super) fn text(name: &str, display_name: &str) -> Column {
    column(name, display_name, ColumnKind::Text { max_length: 200 }, Requirement::None)
}

fn column(name: &str, display_name: &str, kind: ColumnKind, requirement: Requirement) -> Column {
    Column {
        logical_name: name.to_lowercase(),
        schema_name: name.to_owned(),
        display_name: display_name.to_owned(),
        kind,
        requirement,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_reads_as_what_it_was_made_from() {
        let package = Package::read_zip(&zip().unwrap(), &solutions::Limits::default()).unwrap();
        let (read, problems) = package.contents();
        assert_eq!(problems, []);
        let made = contents().unwrap();
        assert_eq!(read.flows.len(), 8);
        assert_eq!((&read.roles, &read.connection_references), (&made.roles, &made.connection_references));
        assert_eq!(read.tables[0].logical_name, "demo_audit");
        for flow in &read.flows {
            let (_, problems) = wdl::definition::Clientdata::parse(&flow.clientdata);
            assert_eq!(problems, [], "{}", flow.name);
        }
    }
}
