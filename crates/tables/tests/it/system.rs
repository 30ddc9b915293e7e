use expect_test::expect;
use tables::{metadata::entity_definition, system};

use super::inspection;

#[test]
fn a_table_gets_the_system_columns_and_keeps_its_own_in_place() {
    let table = inspection();
    let names: Vec<_> = table.columns.iter().map(|column| column.logical_name.as_str()).collect();
    expect![[r#"
        contoso_inspectionid contoso_name contoso_notes contoso_floors contoso_big contoso_cost contoso_score contoso_urgent contoso_at contoso_day contoso_kind contoso_kinds contoso_permit contoso_about contoso_key statecode statuscode createdon createdby createdonbehalfby modifiedon modifiedby modifiedonbehalfby ownerid owninguser owningteam owningbusinessunit versionnumber overriddencreatedon importsequencenumber timezoneruleversionnumber utcconversiontimezonecode contoso_about_targettype"#]]
    .assert_eq(&names.join(" "));
}

#[test]
fn completing_twice_changes_nothing() {
    for table in system::standard_tables().into_iter().chain([inspection()]) {
        assert_eq!(system::complete(table.clone()), table);
        assert_eq!(table.columns.iter().filter(|column| column.logical_name == table.primary_key).count(), 1);
        assert!(table.primary_name.iter().all(|name| table.column(name).is_some()), "{}", table.logical_name);
    }
}

#[test]
fn views_of_principals_have_no_owner_and_no_state() {
    for table in [system::system_user(), system::team(), system::business_unit()] {
        assert!(system::is_virtual(&table.logical_name));
        assert!(table.column("ownerid").is_none() && table.column("statecode").is_none());
    }
}

#[test]
fn a_definition_names_the_columns_and_what_they_hold() {
    let table = inspection();
    let value = entity_definition(&table, true);
    let attributes = value.get("Attributes").unwrap().as_array().unwrap();
    let lines: Vec<String> = attributes
        .iter()
        .take(18)
        .map(|attribute| {
            let text = |key: &str| attribute.get(key).and_then(|value| value.as_str().map(str::to_owned)).unwrap();
            format!("{} {}", text("LogicalName"), text("AttributeType"))
        })
        .collect();
    expect![[r#"
        contoso_inspectionid Uniqueidentifier
        contoso_name String
        contoso_notes String
        contoso_floors Integer
        contoso_big BigInt
        contoso_cost Decimal
        contoso_score Double
        contoso_urgent Boolean
        contoso_at DateTime
        contoso_day DateTime
        contoso_kind Picklist
        contoso_kinds MultiSelectPicklist
        contoso_permit Lookup
        contoso_about Lookup
        contoso_key Uniqueidentifier
        statecode State
        statuscode Status
        createdon DateTime"#]]
    .assert_eq(&lines.join("\n"));
    // The column that says to which table a lookup points is ours alone.
    assert_eq!(attributes.len(), table.columns.len() - 1);
    assert_eq!(entity_definition(&table, false).get("Attributes"), None);
}
