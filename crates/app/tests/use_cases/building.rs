//! Solutions that are built here: what they hold, how they leave, and that they arrive as they left.

use ::solutions::{Contents, Limits, Package};
use app::{
    AppError, ErrorKind, Op, Steward,
    flows::{self, NewFlow},
    references::{self, NewReference},
    roles::{self, NewRole},
    solutions::{self, ExportHow, NewSolution},
    tables::{self, NewColumn, NewKind, NewOption, NewTable},
    variables::{self, NewVariable},
};
use model::{
    ConnectorName, Depth, ErrorCode, Privilege, VariableKind, Verb,
    table::{DateTimeBehavior, Ownership, Requirement},
};

use crate::world::{DATAVERSE, World, kind};

fn solution(version: &str) -> NewSolution {
    NewSolution {
        display_name: "Orders".to_owned(),
        version: version.to_owned(),
        publisher: "Contoso".to_owned(),
        publisher_name: "Contoso Ltd".to_owned(),
        prefix: "contoso".to_owned(),
        description: Some("What customers order".to_owned()),
    }
}

pub(crate) fn variable(name: &str, kind: VariableKind, default: Option<&str>) -> NewVariable {
    NewVariable {
        schema_name: name.to_owned(),
        display_name: format!("The {name}"),
        description: Some("For orders".to_owned()),
        kind,
        default_value: default.map(str::to_owned),
        required: kind == VariableKind::Number,
        connector: (kind == VariableKind::DataSource).then(|| "shared_sharepointonline".to_owned()),
        parameter_key: (kind == VariableKind::DataSource).then(|| "dataset".to_owned()),
        solution: Some("Orders".to_owned()),
    }
}

pub(crate) fn column(name: &str, kind: NewKind) -> NewColumn {
    NewColumn {
        schema_name: name.to_owned(),
        display_name: name.to_owned(),
        kind,
        requirement: Requirement::Recommended,
    }
}

pub(crate) fn table(name: &str, columns: Vec<NewColumn>) -> NewTable {
    NewTable {
        schema_name: name.to_owned(),
        display_name: format!("The {name}"),
        plural_name: Some(format!("All {name}")),
        ownership: Ownership::User,
        columns,
        solution: Some("Orders".to_owned()),
    }
}

fn every_column() -> Vec<NewColumn> {
    let options = || ["New", "Paid"].map(|label| NewOption { value: None, label: label.to_owned() }).to_vec();
    let targets = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    vec![
        column("contoso_Number", NewKind::Text { max_length: Some(40) }),
        column("contoso_Notes", NewKind::Text { max_length: Some(9_000) }),
        column("contoso_Count", NewKind::Integer),
        column("contoso_Big", NewKind::BigInt),
        column("contoso_Cost", NewKind::Decimal { precision: Some(4) }),
        column("contoso_Score", NewKind::Double),
        column("contoso_Flag", NewKind::Boolean),
        column("contoso_At", NewKind::DateTime { behavior: DateTimeBehavior::UserLocal }),
        column("contoso_Day", NewKind::DateTime { behavior: DateTimeBehavior::DateOnly }),
        column("contoso_Local", NewKind::DateTime { behavior: DateTimeBehavior::TimeZoneIndependent }),
        column("contoso_State2", NewKind::Choice { options: options() }),
        column("contoso_Tags", NewKind::MultiChoice { options: options() }),
        column("contoso_Contact", NewKind::Lookup { targets: targets(&["contact"]) }),
        column("contoso_Customer", NewKind::Lookup { targets: targets(&["account", "contact"]) }),
        column("contoso_Parent", NewKind::Lookup { targets: targets(&["contoso_order"]) }),
        column("contoso_Ref", NewKind::Uniqueidentifier),
    ]
}

/// A flow that uses the reference, reads the variable and writes the table.
fn definition() -> String {
    format!(
        r#"{{"properties": {{"connectionReferences": {{"k": {{"runtimeSource": "embedded",
        "connection": {{"connectionReferenceLogicalName": "contoso_tables"}}, "api": {{"name": "{DATAVERSE}"}}}}}},
        "definition": {{"parameters": {{"Limit (contoso_Limit)": {{"type": "Int", "metadata": {{"schemaName": "contoso_Limit"}}}}}},
        "triggers": {{"manual": {{"type": "Request", "kind": "Button", "inputs": {{"schema": {{"type": "object", "properties": {{}}}}}}}}}},
        "actions": {{"Add": {{"type": "OpenApiConnection", "runAfter": {{}}, "inputs": {{"parameters": {{"entityName": "contoso_orders",
        "item/contoso_number": "7"}}, "host": {{"apiId": "/providers/Microsoft.PowerApps/apis/{DATAVERSE}", "connectionName": "k",
        "operationId": "CreateRecord"}}}}}}}}}}}}}}"#
    )
}

/// The solution `Orders` in `dev`, with something of each kind.
async fn built(world: &World) -> String {
    let (soul, ada, steward) = (world.op("soul").await, world.op("ada").await, &world.steward);
    let made = solutions::put(steward, &soul, "dev", "Orders", solution("1.0")).await.expect("a solution");
    assert_eq!((made.version.as_str(), made.managed, made.publisher.as_str()), ("1.0.0.0", false, "Contoso"));
    for (name, kind, default) in [
        ("contoso_Limit", VariableKind::Number, Some("12.5")),
        ("contoso_Text", VariableKind::String, Some(" a < b ")),
        ("contoso_Flag", VariableKind::Boolean, Some("yes")),
        ("contoso_Json", VariableKind::Json, Some("{\"a\": 1}")),
        ("contoso_Site", VariableKind::DataSource, None),
        ("contoso_Key", VariableKind::Secret, Some("steward-secret://orders")),
    ] {
        variables::create(steward, &soul, "dev", variable(name, kind, default)).await.expect("a variable");
    }
    variables::set(steward, &ada, "dev", "contoso_Limit", Some("99".to_owned())).await.expect("set");
    tables::create(steward, &soul, "dev", table("contoso_Order", every_column())).await.expect("a table");
    let reference = NewReference {
        logical_name: "contoso_tables".to_owned(),
        display_name: "Tables".to_owned(),
        connector: ConnectorName::new(DATAVERSE),
        solution: Some("orders".to_owned()),
    };
    references::create(steward, &soul, "dev", reference).await.expect("a reference");
    let new = NewFlow { name: "Add an order".to_owned(), definition: definition(), id: None };
    let flow = flows::create(steward, &soul, "dev", new).await.expect("a flow").summary.id;
    solutions::add(steward, &soul, "dev", "Orders", "flow", "Add an order").await.expect("added");
    let privilege = |verb, table: &str| Privilege { verb, table: table.to_owned(), depth: Depth::BusinessUnit };
    let role = NewRole {
        name: "Clerk".to_owned(),
        may_act_on_behalf: true,
        privileges: vec![privilege(Verb::Create, "contoso_order"), privilege(Verb::Read, "contact")],
    };
    roles::create(steward, &ada, "dev", role).await.expect("a role");
    solutions::add(steward, &soul, "dev", "Orders", "role", "Clerk").await.expect("added");
    let tier =
        column("contoso_Tier", NewKind::Choice { options: vec![NewOption { value: Some(7), label: "Gold".into() }] });
    tables::add_columns(steward, &soul, "dev", "contact", vec![tier]).await.expect("a column");
    solutions::add(steward, &soul, "dev", "Orders", "table", "contact").await.expect("added");
    flow.to_string()
}

async fn exported(world: &World, environment: &str, how: ExportHow) -> Vec<u8> {
    let ada = world.op("ada").await;
    solutions::package(&world.steward, &ada, environment, "Orders", how).await.expect("a zip")
}

fn read(zip: &[u8]) -> (Package, Contents) {
    let package = Package::read_zip(zip, &Limits::default()).expect("a package");
    let (contents, problems) = package.contents();
    assert!(problems.is_empty(), "{problems:?}");
    (package, contents)
}

/// Brings a package into `prod`.
async fn import(steward: &Steward, op: &Op, zip: Vec<u8>) -> Result<solutions::Release, AppError> {
    let read = solutions::read(zip, None, None).await?;
    solutions::apply(steward, op, "prod", read, solutions::Mode::Upgrade, None).await
}

#[tokio::test]
async fn what_is_built_arrives_as_it_left() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    let flow = built(&world).await;
    let zip = exported(&world, "dev", ExportHow::default()).await;
    assert_eq!(zip, exported(&world, "dev", ExportHow::default()).await, "the same content is the same bytes");
    let (package, contents) = read(&zip);
    let names: Vec<&str> = contents.environment_variables.iter().map(|it| it.schema_name.as_str()).collect();
    assert_eq!(names, ["contoso_Flag", "contoso_Json", "contoso_Key", "contoso_Limit", "contoso_Site", "contoso_Text"]);
    let limit = &contents.environment_variables[3];
    assert_eq!(
        (limit.default_value.as_deref(), limit.current_value.as_deref(), limit.required),
        (Some("12.5"), None, true)
    );
    assert!(
        !package.members().iter().any(|it| String::from_utf8_lossy(it.bytes()).contains(">99<")),
        "no value travels"
    );
    let site = &contents.environment_variables[4];
    assert_eq!(site.data_source_connector.as_deref(), Some("shared_sharepointonline"));
    assert_eq!(contents.flows.iter().map(|it| it.id.to_string()).collect::<Vec<_>>(), [flow.as_str()]);
    assert_eq!(contents.roles[0].other_privileges, ["prvActOnBehalfOfAnotherUser"]);
    assert_eq!(
        contents.extensions[0].columns.iter().map(|it| it.logical_name.as_str()).collect::<Vec<_>>(),
        ["contoso_tier"]
    );
    let manifest = contents.manifest.as_ref().expect("a manifest");
    assert_eq!(manifest.missing_dependencies, [], "it holds all that it needs");
    assert_eq!(
        (manifest.publisher.prefix.as_str(), manifest.description.as_deref()),
        ("contoso", Some("What customers order"))
    );

    let there = import(steward, &ada, zip.clone()).await.expect("imported");
    assert!(there.plan.is_some(), "{there:?}");
    let again = exported(&world, "prod", ExportHow::default()).await;
    assert_eq!(read(&again).1, contents);
    assert_eq!(again, zip, "what came in leaves as it came");
    let order = tables::get(steward, &ada, "prod", "contoso_orders").await.expect("a table");
    assert_eq!(
        (order.plural_name.as_deref(), order.primary_name.as_deref()),
        (Some("All contoso_Order"), Some("contoso_number"))
    );
    assert_eq!(*order, *tables::get(steward, &ada, "dev", "contoso_order").await.expect("a table"));
}

#[tokio::test]
async fn what_changes_after_an_import_is_in_the_next_export_and_the_rest_is_as_it_came() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    let flow = built(&world).await;
    let zip = exported(&world, "dev", ExportHow::default()).await;
    let mut package = Package::read_zip(&zip, &Limits::default()).expect("a package");
    package.set("WebResources/contoso_logo", *b"what Steward does not understand").expect("a path");
    import(steward, &ada, package.write_zip().expect("a zip")).await.expect("imported");
    let before = read(&exported(&world, "prod", ExportHow::default()).await);

    let note = column("contoso_Later", NewKind::Text { max_length: None });
    tables::add_columns(steward, &ada, "prod", "contoso_order", vec![note]).await.expect("a column");
    variables::create(steward, &ada, "prod", variable("contoso_New", VariableKind::String, None)).await.expect("made");
    solutions::remove(steward, &ada, "prod", "Orders", "variable", "CONTOSO_text").await.expect("removed");
    solutions::remove(steward, &ada, "prod", "Orders", "flow", &flow).await.expect("removed");
    solutions::put(steward, &ada, "prod", "orders", solution("1.2")).await.expect("changed");
    let (after, contents) = read(&exported(&world, "prod", ExportHow::default()).await);
    let kept = after.get("WebResources/contoso_logo").map(|member| member.bytes().to_vec());
    assert_eq!(kept.as_deref(), Some(b"what Steward does not understand".as_slice()));
    assert_eq!(contents.manifest.as_ref().map(|it| it.version.to_string()).as_deref(), Some("1.2.0.0"));
    assert!(contents.flows.is_empty() && contents.tables[0].column("contoso_later").is_some());
    let names: Vec<&str> = contents.environment_variables.iter().map(|it| it.schema_name.as_str()).collect();
    assert!(names.contains(&"contoso_New") && !names.contains(&"contoso_Text"), "{names:?}");
    let unchanged = "environmentvariabledefinitions/contoso_Limit/environmentvariabledefinition.xml";
    assert_eq!(after.get(unchanged), before.0.get(unchanged));
    let listed = variables::list(steward, &ada, "prod").await.expect("a list");
    let used: Vec<(&str, &str)> = listed
        .iter()
        .flat_map(|it| it.used_by.iter().map(|(_, flow)| (it.variable.schema_name.as_str(), flow.as_str())))
        .collect();
    assert_eq!(used, [("contoso_Limit", "Add an order")]);
    assert!(listed.iter().any(|it| it.variable.schema_name == "contoso_Text"));
    let twice = solutions::remove(steward, &ada, "prod", "Orders", "flow", &flow).await;
    assert_eq!(kind(twice), ErrorKind::NotFound);
}

#[tokio::test]
async fn what_is_not_in_the_solution_and_needed_is_said() {
    let world = World::new().await;
    let (soul, steward) = (world.op("soul").await, &world.steward);
    let flow = built(&world).await;
    for (kind, key) in [("variable", "contoso_Limit"), ("reference", "contoso_tables"), ("table", "contoso_order")] {
        solutions::remove(steward, &soul, "dev", "Orders", kind, key).await.expect("removed");
    }
    let zip = exported(&world, "dev", ExportHow { managed: true, version: None }).await;
    let manifest = read(&zip).1.manifest.expect("a manifest");
    let said: Vec<(String, Option<&str>, Option<&str>)> = manifest
        .missing_dependencies
        .iter()
        .map(|it| {
            (
                it.required.component_type.to_string(),
                it.required.schema_name.as_deref(),
                it.dependent.display_name.as_deref(),
            )
        })
        .collect();
    let table = || "table".to_owned();
    assert_eq!(
        said,
        [
            (table(), Some("contoso_order"), Some("Add an order")),
            (table(), Some("contoso_order"), Some("Clerk")),
            ("environment variable".to_owned(), Some("contoso_limit"), Some("Add an order")),
            ("connectionreference".to_owned(), Some("contoso_tables"), Some("Add an order")),
        ]
    );
    // Where it is not there, the import refuses and says why.
    let ada = world.op("ada").await;
    let refused = import(steward, &ada, zip).await.expect_err("refused");
    assert!(refused.message.contains("needs the table `The contoso_Order`"), "{refused}");
    solutions::add(steward, &soul, "dev", "Orders", "variable", "contoso_limit").await.expect("added");
    let manifest = read(&exported(&world, "dev", ExportHow::default()).await).1.manifest.expect("a manifest");
    assert!(
        !manifest.missing_dependencies.iter().any(|it| it.required.schema_name.as_deref() == Some("contoso_limit"))
    );
    assert!(manifest.missing_dependencies.iter().all(|it| it.dependent.id.is_none_or(|id| !id.is_nil())), "{flow}");
}

#[tokio::test]
async fn what_is_used_is_not_deleted_and_says_by_what() {
    let world = World::new().await;
    let (soul, roohi, ada, steward) =
        (world.op("soul").await, world.op("roohi").await, world.op("ada").await, &world.steward);
    let flow = built(&world).await;
    let refused = |result: Result<(), AppError>| {
        let error = result.expect_err("refused");
        assert_eq!((error.code, error.kind), (ErrorCode::ComponentInUse, ErrorKind::Conflict));
        error.message
    };
    let by_variable = refused(variables::delete(steward, &soul, "dev", "CONTOSO_limit").await);
    assert_eq!(
        by_variable,
        "The environment variable `contoso_Limit` is used by the flow `Add an order`, so it is not deleted."
    );
    let unknown = refused(variables::delete(steward, &roohi, "dev", "contoso_Limit").await);
    assert!(unknown.contains("a flow that you may not know of") && !unknown.contains("Add an order"), "{unknown}");
    refused(references::delete(steward, &soul, "dev", "contoso_tables").await);
    let line =
        table("contoso_Line", vec![column("contoso_Order", NewKind::Lookup { targets: vec!["contoso_order".into()] })]);
    tables::create(steward, &soul, "dev", line).await.expect("a table");
    let by_table = refused(tables::delete(steward, &soul, "dev", "contoso_order").await);
    assert_eq!(
        by_table,
        "The table `contoso_order` is used by the column `contoso_order` of the table `contoso_line`, the security role `Clerk` and \
         the flow `Add an order`, so it is not deleted."
    );
    flows::delete(steward, &soul, "dev", &flow.parse().expect("a name")).await.expect("deleted");
    variables::delete(steward, &soul, "dev", "contoso_Limit").await.expect("deleted");
    references::delete(steward, &soul, "dev", "contoso_tables").await.expect("deleted");
    tables::delete(steward, &soul, "dev", "contoso_line").await.expect("deleted");
    assert_eq!(kind(tables::get(steward, &ada, "dev", "contoso_line").await), ErrorKind::NotFound);
    let standard = tables::delete(steward, &soul, "dev", "contact").await.expect_err("refused");
    assert_eq!(standard.kind, ErrorKind::Invalid);
    // What is gone is in no solution any more.
    let contents = read(&exported(&world, "dev", ExportHow::default()).await).1;
    assert!(contents.flows.is_empty() && contents.connection_references.is_empty());
}

#[tokio::test]
async fn what_came_managed_or_into_a_protected_environment_is_not_changed_by_hand() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    let flow = built(&world).await;
    let zip = exported(&world, "dev", ExportHow { managed: true, version: None }).await;
    import(steward, &ada, zip).await.expect("imported");
    let other = NewSolution { display_name: "Mine".to_owned(), ..solution("1.0") };
    solutions::put(steward, &ada, "prod", "Mine", other.clone()).await.expect("a solution");
    let note = || vec![column("contoso_Later", NewKind::Boolean)];
    let results = [
        solutions::put(steward, &ada, "prod", "Orders", solution("2.0")).await.map(drop),
        solutions::add(steward, &ada, "prod", "Orders", "variable", "contoso_Limit").await,
        solutions::add(steward, &ada, "prod", "Mine", "variable", "contoso_Limit").await,
        solutions::remove(steward, &ada, "prod", "Orders", "flow", &flow).await,
        variables::delete(steward, &ada, "prod", "contoso_Limit").await,
        variables::create(steward, &ada, "prod", variable("contoso_More", VariableKind::String, None)).await.map(drop),
        references::delete(steward, &ada, "prod", "contoso_tables").await,
        tables::delete(steward, &ada, "prod", "contoso_order").await,
        tables::add_columns(steward, &ada, "prod", "contoso_order", note()).await.map(drop),
    ];
    for (at, result) in results.into_iter().enumerate() {
        let refused = result.expect_err("refused");
        assert_eq!((refused.code, refused.kind), (ErrorCode::ComponentManaged, ErrorKind::Forbidden), "{at} {refused}");
    }
    let protected = store::environments::NewEnvironment {
        name: "safe".to_owned(),
        display_name: "Safe".to_owned(),
        kind: model::EnvironmentKind::Prod,
        protected: true,
    };
    app::environments::create(steward, &ada, protected).await.expect("made");
    let alone = NewVariable { solution: None, ..variable("contoso_More", VariableKind::String, None) };
    let results = [
        solutions::put(steward, &ada, "safe", "Mine", other).await.map(drop),
        variables::create(steward, &ada, "safe", alone).await.map(drop),
        tables::create(steward, &ada, "safe", NewTable { solution: None, ..table("contoso_Order", Vec::new()) })
            .await
            .map(drop),
        tables::add_columns(steward, &ada, "safe", "contact", note()).await.map(drop),
    ];
    for result in results {
        assert_eq!(kind(result), ErrorKind::Forbidden);
    }
}

#[tokio::test]
async fn what_is_not_valid_is_refused_with_its_place() {
    let world = World::new().await;
    let (soul, david, steward) = (world.op("soul").await, world.op("david").await, &world.steward);
    assert_eq!(kind(solutions::put(steward, &david, "dev", "Orders", solution("1.0")).await), ErrorKind::Forbidden);
    solutions::put(steward, &soul, "dev", "Orders", solution("1.0")).await.expect("a solution");
    let place = |error: AppError| (error.code, error.path.unwrap_or_default());
    let name = |path: &str| (ErrorCode::NameInvalid, path.to_owned());
    let bad = |path: &str| (ErrorCode::BadRequest, path.to_owned());
    for (new, expected) in [
        (variable("fabrikam_Limit", VariableKind::String, None), name("schemaName")),
        (variable("Limit", VariableKind::String, None), name("schemaName")),
        (variable("contoso_Limit", VariableKind::Number, Some("twelve")), bad("defaultValue")),
        (variable("contoso_Limit", VariableKind::String, Some(&"x".repeat(2_001))), bad("defaultValue")),
        (variable("contoso_Limit", VariableKind::Secret, Some("hunter2")), name("defaultValue")),
        (
            NewVariable { display_name: " ".into(), ..variable("contoso_L", VariableKind::String, None) },
            name("displayName"),
        ),
        (
            NewVariable { solution: Some("none".into()), ..variable("contoso_L", VariableKind::String, None) },
            (ErrorCode::NotFound, String::new()),
        ),
    ] {
        assert_eq!(place(variables::create(steward, &soul, "dev", new).await.expect_err("refused")), expected);
    }
    let choice = |values: &[Option<i64>]| {
        let options = values.iter().map(|value| NewOption { value: *value, label: "x".into() }).collect();
        column("contoso_A", NewKind::Choice { options })
    };
    for (columns, expected) in [
        (vec![column("a", NewKind::Boolean)], name("columns/0/schemaName")),
        (vec![choice(&[])], bad("columns/0/options")),
        (vec![choice(&[Some(1), Some(1)])], bad("columns/0/options/1/value")),
        (vec![column("contoso_A", NewKind::Text { max_length: Some(0) })], bad("columns/0/maxLength")),
        (vec![column("contoso_A", NewKind::Decimal { precision: Some(11) })], bad("columns/0/precision")),
        (vec![column("contoso_A", NewKind::Lookup { targets: vec!["nothing".into()] })], name("columns/0/targets")),
        (
            vec![column("contoso_A", NewKind::Boolean), column("contoso_a", NewKind::Integer)],
            (ErrorCode::Conflict, "columns/1/schemaName".to_owned()),
        ),
    ] {
        let refused =
            tables::create(steward, &soul, "dev", table("contoso_Order", columns)).await.expect_err("refused");
        assert_eq!(place(refused), expected);
    }
    let unknown = NewReference {
        logical_name: "contoso_x".to_owned(),
        display_name: "X".to_owned(),
        connector: ConnectorName::new("shared_nothing"),
        solution: None,
    };
    assert_eq!(place(references::create(steward, &soul, "dev", unknown).await.expect_err("refused")), bad("connector"));
    variables::create(steward, &soul, "dev", variable("contoso_Limit", VariableKind::String, None))
        .await
        .expect("made");
    let twice = variables::create(steward, &soul, "dev", variable("CONTOSO_limit", VariableKind::String, None)).await;
    assert_eq!(kind(twice), ErrorKind::Conflict);
    for (word, key) in [("flow", "nothing"), ("table", "nothing"), ("variable", "x"), ("reference", "x"), ("role", "x")]
    {
        assert_eq!(
            kind(solutions::add(steward, &soul, "dev", "Orders", word, key).await),
            ErrorKind::NotFound,
            "{word}"
        );
    }
    assert_eq!(kind(solutions::add(steward, &soul, "dev", "Orders", "canvas", "x").await), ErrorKind::Invalid);
    let wrong = NewSolution { prefix: "c".to_owned(), ..solution("1.0") };
    assert_eq!(
        place(solutions::put(steward, &soul, "dev", "Other", wrong).await.expect_err("refused")),
        name("publisher/prefix")
    );
}
