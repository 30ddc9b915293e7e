//! Settings, environment variables, installed solutions, their packages and releases.

use model::{EnvironmentVariable, PrincipalId, PromotionId, ReleaseId, Timestamp, VariableKind};
use store::{
    packages,
    packages::StoredPackage,
    releases,
    releases::{Document, StoredRelease},
    settings, signing_keys, solutions,
    solutions::{InstalledSolution, components::Component},
    variables,
};

use crate::{
    fixture::in_store,
    things::{NOW, environment, signing_key},
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
        for digest in ["one", "two"] {
            let package = StoredPackage { zip: format!("zip {digest}").into_bytes(), envelope: None };
            packages::keep(tx, digest, &package, NOW)?;
        }
        solutions::put(tx, dev, &solution("Orders", "1.0.0.0", Some("one")))?;
        let newer = solution("orders", "1.1.0.0", Some("two"));
        solutions::put(tx, dev, &InstalledSolution { installed_at: Timestamp(3), ..newer })?;
        for name in ["Or_ders", "Or1"] {
            solutions::put(tx, dev, &solution(name, "1.0.0.0", None))?;
        }
        let found = solutions::by_name(tx, dev, "ORDERS")?.expect("a solution");
        assert_eq!((found.unique_name.as_str(), found.version.as_str(), found.managed), ("Orders", "1.1.0.0", true));
        assert_eq!((found.installed_at, found.package.as_deref()), (Timestamp(3), Some("two")));
        assert_eq!(solutions::package(tx, dev, "orders")?.as_deref(), Some(b"zip two".as_slice()));
        assert_eq!(solutions::package(tx, dev, "or1")?.as_deref(), Some(b"".as_slice()));
        assert_eq!(solutions::package(tx, dev, "none")?, None);
        let names: Vec<String> = solutions::list(tx, dev)?.into_iter().map(|found| found.unique_name).collect();
        assert_eq!(names, ["Or1", "Or_ders", "Orders"]);
        solutions::components::set(tx, dev, "orders", &[component("flow", "7")])?;
        assert!(solutions::delete(tx, dev, "ORDERS")?);
        assert!(!solutions::delete(tx, dev, "orders")?);
        solutions::put(tx, dev, &solution("Orders", "1.0.0.0", None))?;
        assert_eq!(solutions::components::list(tx, dev, "orders")?, None);
        Ok(())
    });
}

#[test]
fn a_solution_of_before_keeps_the_package_beside_it() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        tx.execute(
            "INSERT INTO solutions (environment, unique_name, display_name, version, managed, publisher, package, installed_by, installed_at)
             VALUES (?1, 'Old', 'Old', '1.0.0.0', 1, 'x', ?2, ?3, 1)",
            store::params![dev, b"zip".as_slice(), PrincipalId(uuid::Uuid::from_u128(7))],
        )?;
        assert_eq!(solutions::package(tx, dev, "old")?.as_deref(), Some(b"zip".as_slice()));
        assert_eq!(solutions::by_name(tx, dev, "old")?.and_then(|found| found.package), None);
        Ok(())
    });
}

#[test]
fn what_a_solution_holds_is_unknown_until_it_is_said() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        for environment in [dev, prod] {
            solutions::put(tx, environment, &solution("Orders", "1.0.0.0", None))?;
        }
        assert_eq!(solutions::components::list(tx, dev, "Orders")?, None);
        assert_eq!(solutions::components::list(tx, dev, "none")?, None);
        let both = [component("variable", "x_link"), component("flow", "7")];
        solutions::components::set(tx, dev, "ORDERS", &both)?;
        let listed = solutions::components::list(tx, dev, "orders")?;
        assert_eq!(listed, Some(vec![component("flow", "7"), component("variable", "x_link")]));
        solutions::put(tx, dev, &solution("Orders", "1.1.0.0", None))?;
        assert_eq!(solutions::components::list(tx, dev, "orders")?.map(|all| all.len()), Some(2));
        assert_eq!(solutions::components::others(tx, dev, "Orders")?, []);
        let others = solutions::components::others(tx, dev, "Other")?;
        assert!(others.len() == 2 && others.iter().all(|(solution, _)| solution.eq_ignore_ascii_case("orders")));
        solutions::components::set(tx, dev, "orders", &[])?;
        assert_eq!(solutions::components::list(tx, dev, "orders")?, Some(Vec::new()));
        assert_eq!(solutions::components::list(tx, prod, "orders")?, None);
        Ok(())
    });
}

fn component(kind: &str, key: &str) -> Component {
    Component { kind: kind.to_owned(), key: key.to_owned() }
}

fn solution(name: &str, version: &str, package: Option<&str>) -> InstalledSolution {
    InstalledSolution {
        unique_name: name.to_owned(),
        display_name: name.to_uppercase(),
        version: version.to_owned(),
        managed: true,
        publisher: "contoso".to_owned(),
        package: package.map(str::to_owned),
        installed_by: PrincipalId(uuid::Uuid::from_u128(7)),
        installed_at: NOW,
    }
}

#[test]
fn the_signing_key_is_the_first_one() {
    in_store(|tx| {
        assert_eq!(signing_keys::get(tx)?, None);
        let (first, second) =
            (signing_key(uuid::Uuid::from_u128(1), vec![1]), signing_key(uuid::Uuid::from_u128(2), vec![2]));
        signing_keys::keep(tx, &first)?;
        signing_keys::keep(tx, &second)?;
        assert_eq!(signing_keys::get(tx)?, Some(first.clone()));
        assert!(!format!("{first:?}").contains("sealed"));
        Ok(())
    });
}

#[test]
fn a_package_is_kept_once_and_is_vouched_for_anew() {
    in_store(|tx| {
        let package = |zip: &[u8], envelope: Option<&[u8]>| StoredPackage {
            zip: zip.to_vec(),
            envelope: envelope.map(<[u8]>::to_vec),
        };
        packages::keep(tx, "d", &package(b"zip", None), NOW)?;
        packages::keep(tx, "d", &package(b"the same, zipped otherwise", Some(b"signed")), NOW)?;
        assert_eq!(packages::get(tx, "d")?, Some(package(b"zip", None)));
        for envelope in [b"signed", b"again."] {
            packages::vouch(tx, "d", envelope)?;
            assert_eq!(packages::get(tx, "d")?, Some(package(b"zip", Some(envelope))));
        }
        assert_eq!((packages::size(tx, "d")?, packages::size(tx, "e")?), (Some(3), None));
        assert_eq!(packages::get(tx, "e")?, None);
        Ok(())
    });
}

#[test]
fn releases_are_listed_newest_first() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        packages::keep(tx, "d", &StoredPackage { zip: b"zip".to_vec(), envelope: None }, NOW)?;
        let release = |environment, solution: &str, package: &str| StoredRelease {
            id: ReleaseId::new(),
            environment,
            solution: solution.to_owned(),
            display_name: "Orders".to_owned(),
            version: "1.0.0.0".to_owned(),
            from: Some("0.9.0.0".to_owned()),
            mode: "upgrade".to_owned(),
            rollback_of: Some(ReleaseId::new()),
            package: package.to_owned(),
            size: if package == "d" { 3 } else { 0 },
            plan_digest: "p".to_owned(),
            by: PrincipalId(uuid::Uuid::from_u128(7)),
            at: NOW,
            promotion: Some(PromotionId::new()),
            note: Some("for the audit".to_owned()),
        };
        let document = Document { settings: Some("{}".to_owned()), plan: "{\"a\": 1}".to_owned() };
        let first = release(dev, "Orders", "d");
        let second =
            StoredRelease { from: None, rollback_of: None, promotion: None, note: None, ..release(dev, "orders", "e") };
        let other = release(dev, "Other", "d");
        for release in [&first, &second, &other] {
            releases::insert(tx, release, &document)?;
        }
        assert_eq!(releases::list(tx, dev)?, [other.clone(), second.clone(), first.clone()]);
        assert_eq!(releases::of_solution(tx, dev, "ORDERS")?, [second.clone(), first.clone()]);
        assert_eq!(releases::newest(tx, dev, "ORDERS")?, Some(second));
        assert_eq!(releases::by_id(tx, dev, first.id)?.as_ref(), Some(&first));
        assert_eq!(releases::by_id(tx, prod, first.id)?, None);
        assert_eq!(releases::document(tx, first.id)?, Some(document));
        assert_eq!(releases::document(tx, ReleaseId::new())?, None);
        Ok(())
    });
}
