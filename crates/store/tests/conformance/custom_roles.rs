//! Roles that an environment makes for itself.

use model::PrincipalKind;
use store::custom_roles::{self, CustomRole};

use crate::{
    fixture::in_store,
    things::{environment, principal, user},
};

fn role(name: &str, privileges: &[&str]) -> CustomRole {
    let privileges = privileges.iter().map(|name| (*name).to_owned()).collect();
    CustomRole { name: name.to_owned(), description: "för alle".to_owned(), privileges }
}

#[test]
fn custom_roles_are_of_one_environment_and_add_up() {
    in_store(|tx| {
        let (sam, team) = (user(tx, "sam")?, principal(tx, "team", PrincipalKind::Group)?);
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let (first, second) = (role("a role", &["flow.run", "flow.know"]), role("another", &["flow.see"]));
        custom_roles::put(tx, dev, &second)?;
        custom_roles::put(tx, dev, &role("a role", &["flow.edit"]))?;
        custom_roles::put(tx, dev, &first)?;
        assert_eq!(custom_roles::list(tx, dev)?, [first.clone(), second]);
        assert!(custom_roles::list(tx, prod)?.is_empty());
        assert_eq!(custom_roles::by_name(tx, dev, "a role")?, Some(first));
        assert_eq!(custom_roles::by_name(tx, prod, "a role")?, None);
        custom_roles::add_member(tx, dev, "a role", sam)?;
        custom_roles::add_member(tx, dev, "a role", sam)?;
        custom_roles::add_member(tx, dev, "another", team)?;
        assert_eq!(custom_roles::members(tx, dev, "a role")?, [sam]);
        let mut all = custom_roles::privileges_of(tx, dev, &[sam, team])?;
        all.sort();
        assert_eq!(all, ["flow.know", "flow.run", "flow.see"]);
        assert!(custom_roles::privileges_of(tx, prod, &[sam, team])?.is_empty());
        assert!(custom_roles::remove_member(tx, dev, "another", team)?);
        assert!(!custom_roles::remove_member(tx, dev, "another", team)?);
        assert!(custom_roles::privileges_of(tx, dev, &[team])?.is_empty());
        assert!(custom_roles::remove(tx, dev, "a role")?);
        assert!(!custom_roles::remove(tx, dev, "a role")?);
        assert!(custom_roles::privileges_of(tx, dev, &[sam])?.is_empty());
        custom_roles::put(tx, dev, &role("a role", &["flow.run"]))?;
        assert!(custom_roles::members(tx, dev, "a role")?.is_empty(), "nobody has it who had its namesake");
        Ok(())
    });
}
