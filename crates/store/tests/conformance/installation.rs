//! Settings, environment variables and installed solutions.

use model::{EnvironmentVariable, PrincipalId, Timestamp, VariableKind};
use store::{
    settings, solutions,
    solutions::{InstalledSolution, components::Component},
    variables,
};

use crate::{
    fixture::in_store,
    things::{NOW, environment},
};

#[test]
fn settings_are_replaced_and_forgotten() {
    in_store(|tx| {
        assert_eq!(settings::get(tx, "a")?, None);
        settings::set(tx, "a", b"\xff\x00")?;
        assert_eq!(settings::get(tx, "a")?.as_deref(), Some(b"\xff\x00".as_slice()));
        assert!(settings::get_text(tx, "a").is_err(), "it is no text");
        settings::keep(tx, "a", "täxt".as_bytes())?;
        assert_eq!(settings::get_text(tx, "a")?.as_deref(), Some("täxt"));
        assert_eq!(settings::get_text(tx, "A")?, None);
        assert!(settings::remove(tx, "a")?);
        assert!(!settings::remove(tx, "a")?);
        Ok(())
    });
}

#[test]
fn a_variable_keeps_its_value_when_its_definition_comes_again() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let variable = |name: &str, value: Option<&str>| EnvironmentVariable {
            schema_name: name.to_owned(),
            display_name: "Link".to_owned(),
            kind: VariableKind::String,
            default_value: Some("x".to_owned()),
            value: value.map(str::to_owned),
            description: Some("What it is for".to_owned()),
            required: true,
            connector: Some("shared_x".to_owned()),
            parameter_key: Some("table".to_owned()),
        };
        variables::put(tx, dev, &variable("x_Link", Some("own")))?;
        variables::put(tx, dev, &variable("x_link", None))?;
        variables::put(tx, prod, &variable("x_link", None))?;
        let found = variables::by_name(tx, dev, "X_LINK")?.expect("a variable");
        assert_eq!((found.schema_name.as_str(), found.effective()), ("x_Link", Some("own")));
        variables::put(tx, dev, &EnvironmentVariable { kind: VariableKind::Json, ..variable("x_link", Some("new")) })?;
        let found = variables::by_name(tx, dev, "x_link")?.expect("a variable");
        assert_eq!((found.kind, found.value.as_deref()), (VariableKind::Json, Some("new")));
        assert!(variables::set_value(tx, dev, "X_Link", None)?);
        assert!(!variables::set_value(tx, dev, "x_none", None)?);
        assert_eq!(variables::by_name(tx, dev, "x_link")?.and_then(|found| found.value), None);
        for name in ["x_l_1", "x_l1", "X_A"] {
            variables::put(tx, dev, &variable(name, None))?;
        }
        let names: Vec<String> = variables::list(tx, dev)?.into_iter().map(|found| found.schema_name).collect();
        assert_eq!(names, ["X_A", "x_l1", "x_l_1", "x_Link"]);
        assert!(variables::delete(tx, dev, "X_LINK")?);
        assert!(!variables::delete(tx, dev, "X_LINK")?);
        assert!(variables::by_name(tx, prod, "x_link")?.is_some());
        Ok(())
    });
}

#[test]
fn a_solution_is_installed_in_place_of_the_former_version() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        solutions::put(tx, dev, &solution("Orders", "1.0.0.0"), b"zip 1")?;
        solutions::put(
            tx,
            dev,
            &InstalledSolution { installed_at: Timestamp(3), ..solution("orders", "1.1.0.0") },
            b"zip 2",
        )?;
        for name in ["Or_ders", "Or1"] {
            solutions::put(tx, dev, &solution(name, "1.0.0.0"), b"")?;
        }
        let found = solutions::by_name(tx, dev, "ORDERS")?.expect("a solution");
        assert_eq!((found.unique_name.as_str(), found.version.as_str(), found.managed), ("Orders", "1.1.0.0", true));
        assert_eq!(found.installed_at, Timestamp(3));
        assert_eq!(solutions::package(tx, dev, "orders")?.as_deref(), Some(b"zip 2".as_slice()));
        assert_eq!(solutions::package(tx, dev, "none")?, None);
        let names: Vec<String> = solutions::list(tx, dev)?.into_iter().map(|found| found.unique_name).collect();
        assert_eq!(names, ["Or1", "Or_ders", "Orders"]);
        Ok(())
    });
}

#[test]
fn what_a_solution_holds_is_unknown_until_it_is_said() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let component = |kind: &str, key: &str| Component { kind: kind.to_owned(), key: key.to_owned() };
        for environment in [dev, prod] {
            solutions::put(tx, environment, &solution("Orders", "1.0.0.0"), b"zip")?;
        }
        assert_eq!(solutions::components::list(tx, dev, "Orders")?, None);
        assert_eq!(solutions::components::list(tx, dev, "none")?, None);
        let both = [component("variable", "x_link"), component("flow", "7")];
        solutions::components::set(tx, dev, "ORDERS", &both)?;
        let listed = solutions::components::list(tx, dev, "orders")?;
        assert_eq!(listed, Some(vec![component("flow", "7"), component("variable", "x_link")]));
        solutions::put(tx, dev, &solution("Orders", "1.1.0.0"), b"zip")?;
        assert_eq!(solutions::components::list(tx, dev, "orders")?.map(|all| all.len()), Some(2));
        solutions::components::set(tx, dev, "orders", &[])?;
        assert_eq!(solutions::components::list(tx, dev, "orders")?, Some(Vec::new()));
        assert_eq!(solutions::components::list(tx, prod, "orders")?, None);
        Ok(())
    });
}

fn solution(name: &str, version: &str) -> InstalledSolution {
    InstalledSolution {
        unique_name: name.to_owned(),
        display_name: name.to_uppercase(),
        version: version.to_owned(),
        managed: true,
        publisher: "contoso".to_owned(),
        installed_by: PrincipalId(uuid::Uuid::from_u128(7)),
        installed_at: NOW,
    }
}
