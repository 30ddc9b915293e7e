//! The tables that every environment has.
//!
//! Source: the table reference of the Dataverse documentation, cut to the columns that flows use.

use model::table::{Column, ColumnKind, DateTimeBehavior, Ownership, Requirement, Table};

use super::{
    column::{choice, column, lookup, named, text},
    complete,
};

/// The tables that a new environment starts with.
pub fn standard_tables() -> Vec<Table> {
    vec![account(), contact(), system_user(), team(), business_unit()]
}

/// Companies.
pub fn account() -> Table {
    let mut columns = vec![
        text("name", "Account Name", 160),
        text("accountnumber", "Account Number", 20),
        text("emailaddress1", "Email", 100),
        text("telephone1", "Main Phone", 50),
        text("fax", "Fax", 50),
        text("websiteurl", "Website", 200),
        text("description", "Description", 2_000),
        number("numberofemployees", "Number of Employees", ColumnKind::Integer),
        number("revenue", "Annual Revenue", ColumnKind::Decimal { precision: 2 }),
        choice("accountcategorycode", "Category", 1, &["Preferred Customer", "Standard"]),
        named(lookup("primarycontactid", &["contact"], Requirement::None), "Primary Contact"),
        named(lookup("parentaccountid", &["account"], Requirement::None), "Parent Account"),
    ];
    columns.extend(address());
    complete(table("account", "Account", "accounts", "name", Ownership::User, columns))
}

/// People.
pub fn contact() -> Table {
    let mut columns = vec![
        text("fullname", "Full Name", 160),
        text("firstname", "First Name", 50),
        text("middlename", "Middle Name", 50),
        text("lastname", "Last Name", 50),
        text("salutation", "Salutation", 100),
        text("jobtitle", "Job Title", 100),
        text("department", "Department", 100),
        text("emailaddress1", "Email", 100),
        text("emailaddress2", "Email Address 2", 100),
        text("telephone1", "Business Phone", 50),
        text("mobilephone", "Mobile Phone", 50),
        text("description", "Description", 2_000),
        named(date("birthdate", DateTimeBehavior::DateOnly), "Birthday"),
        number("donotemail", "Do not allow Emails", ColumnKind::Boolean),
        choice("gendercode", "Gender", 1, &["Male", "Female"]),
        choice(
            "preferredcontactmethodcode",
            "Preferred Method of Contact",
            1,
            &["Any", "Email", "Phone", "Fax", "Mail"],
        ),
        named(lookup("parentcustomerid", &["account", "contact"], Requirement::None), "Company Name"),
    ];
    columns.extend(address());
    complete(table("contact", "Contact", "contacts", "fullname", Ownership::User, columns))
}

/// Users and service accounts, as a view of principals.
pub fn system_user() -> Table {
    let columns = vec![
        text("fullname", "Full Name", 200),
        text("firstname", "First Name", 256),
        text("lastname", "Last Name", 256),
        text("domainname", "User Name", 1_024),
        text("internalemailaddress", "Primary Email", 100),
        named(
            column("azureactivedirectoryobjectid", ColumnKind::Uniqueidentifier, Requirement::None),
            "Directory Object ID",
        ),
        named(column("applicationid", ColumnKind::Uniqueidentifier, Requirement::None), "Application ID"),
        number("isdisabled", "Status", ColumnKind::Boolean),
        choice(
            "accessmode",
            "Access Mode",
            0,
            &["Read-Write", "Administrative", "Read", "Support User", "Non-interactive", "Delegated Admin"],
        ),
        named(lookup("businessunitid", &["businessunit"], Requirement::None), "Business Unit"),
        date("createdon", DateTimeBehavior::UserLocal),
        date("modifiedon", DateTimeBehavior::UserLocal),
        column("versionnumber", ColumnKind::BigInt, Requirement::System),
    ];
    complete(table("systemuser", "User", "systemusers", "fullname", Ownership::Organization, columns))
}

/// Teams, as a view of groups.
pub fn team() -> Table {
    let columns = vec![
        text("name", "Team Name", 160),
        text("description", "Description", 2_000),
        choice(
            "teamtype",
            "Team Type",
            0,
            &["Owner", "Access", "Microsoft Entra ID Security Group", "Microsoft Entra ID Office Group"],
        ),
        number("isdefault", "Is Default", ColumnKind::Boolean),
        named(lookup("administratorid", &["systemuser"], Requirement::None), "Administrator"),
        named(lookup("businessunitid", &["businessunit"], Requirement::None), "Business Unit"),
        named(
            column("azureactivedirectoryobjectid", ColumnKind::Uniqueidentifier, Requirement::None),
            "Directory Object ID",
        ),
        date("createdon", DateTimeBehavior::UserLocal),
        date("modifiedon", DateTimeBehavior::UserLocal),
        column("versionnumber", ColumnKind::BigInt, Requirement::System),
    ];
    complete(table("team", "Team", "teams", "name", Ownership::Organization, columns))
}

/// Business units.
pub fn business_unit() -> Table {
    let columns = vec![
        text("name", "Name", 160),
        named(lookup("parentbusinessunitid", &["businessunit"], Requirement::None), "Parent Business"),
        number("isdisabled", "Is Disabled", ColumnKind::Boolean),
        date("createdon", DateTimeBehavior::UserLocal),
        date("modifiedon", DateTimeBehavior::UserLocal),
        column("versionnumber", ColumnKind::BigInt, Requirement::System),
    ];
    complete(table("businessunit", "Business Unit", "businessunits", "name", Ownership::Organization, columns))
}

fn table(
    logical_name: &str,
    display_name: &str,
    entity_set: &str,
    name: &str,
    ownership: Ownership,
    columns: Vec<Column>,
) -> Table {
    Table {
        logical_name: logical_name.to_owned(),
        schema_name: display_name.replace(' ', ""),
        entity_set: entity_set.to_owned(),
        plural_name: None,
        display_name: display_name.to_owned(),
        ownership,
        primary_key: format!("{logical_name}id"),
        primary_name: Some(name.to_owned()),
        columns,
    }
}

fn address() -> Vec<Column> {
    vec![
        text("address1_line1", "Address 1: Street 1", 250),
        text("address1_line2", "Address 1: Street 2", 250),
        text("address1_city", "Address 1: City", 80),
        text("address1_stateorprovince", "Address 1: State/Province", 50),
        text("address1_postalcode", "Address 1: ZIP/Postal Code", 20),
        text("address1_country", "Address 1: Country/Region", 80),
    ]
}

fn date(logical_name: &str, behavior: DateTimeBehavior) -> Column {
    column(logical_name, ColumnKind::DateTime { behavior }, Requirement::None)
}

fn number(logical_name: &str, display_name: &str, kind: ColumnKind) -> Column {
    named(column(logical_name, kind, Requirement::None), display_name)
}
