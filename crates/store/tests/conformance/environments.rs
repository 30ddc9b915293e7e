//! Environments, their members, and the security roles in them.

use model::{
    Depth, Environment, EnvironmentId, EnvironmentKind, EnvironmentRole, FlowId, PrincipalId, PrincipalKind, Privilege,
    RoleId, Verb,
};
use store::{
    StoreError,
    connections::{self, versions},
    environments,
    environments::{Member, NewEnvironment},
    flows, principals, roles,
    roles::SecurityRole,
};

use crate::{
    fixture::in_store,
    things::{NOW, connection, environment, flow, principal, user},
};

#[test]
fn an_environment_reads_back() {
    in_store(|tx| {
        let new = NewEnvironment {
            name: "prod".to_owned(),
            display_name: "Production".to_owned(),
            kind: EnvironmentKind::Prod,
            protected: true,
        };
        let prod = environments::insert(tx, &new, NOW)?;
        let found = environments::by_id(tx, prod)?.expect("an environment");
        assert_eq!(
            (found.display_name.as_str(), found.kind, found.protected),
            ("Production", EnvironmentKind::Prod, true)
        );
        assert_eq!(environments::by_name(tx, "prod")?.map(|found| found.id), Some(prod));
        assert!(matches!(environments::insert(tx, &new, NOW), Err(StoreError::Exists(_))));
        let dev = environment(tx, "dev")?;
        let all: Vec<EnvironmentId> = environments::list(tx)?.into_iter().map(|found| found.id).collect();
        assert_eq!(all, [prod, dev]);
        assert!(environments::by_name(tx, "Prod")?.is_none());
        let changed = Environment { display_name: "Live".to_owned(), protected: false, ..found };
        environments::update(tx, &changed)?;
        assert_eq!(environments::by_name(tx, "prod")?, Some(changed), "what was remembered is forgotten");
        Ok(())
    });
}

#[test]
fn the_roles_of_all_that_reach_count() {
    in_store(|tx| {
        let (sam, team) = (user(tx, "sam")?, principal(tx, "team", PrincipalKind::Group)?);
        let dev = environment(tx, "dev")?;
        environments::set_member(tx, dev, Member { principal: sam, role: EnvironmentRole::User })?;
        environments::set_member(tx, dev, Member { principal: team, role: EnvironmentRole::User })?;
        environments::set_member(tx, dev, Member { principal: team, role: EnvironmentRole::Maker })?;
        assert_eq!(environments::members(tx, dev)?.len(), 2);
        assert_eq!(environments::roles_of(tx, dev, &[sam, team])?, [EnvironmentRole::User, EnvironmentRole::Maker]);
        assert!(environments::remove_member(tx, dev, team)?);
        assert!(!environments::remove_member(tx, dev, team)?);
        assert_eq!(environments::roles_of(tx, dev, &[sam, team])?, [EnvironmentRole::User]);
        assert!(environments::roles_of(tx, dev, &[team])?.is_empty());
        environments::set_member(tx, dev, Member { principal: team, role: EnvironmentRole::Auditor })?;
        assert_eq!(environments::roles_of(tx, dev, &[team])?, [EnvironmentRole::Auditor]);
        Ok(())
    });
}

#[test]
fn one_environment_does_not_see_the_other() {
    in_store(|tx| {
        let sam = user(tx, "sam")?;
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let id = FlowId::new();
        let in_dev = flow(tx, dev, id, sam)?;
        assert!(matches!(flow(tx, dev, id, sam), Err(StoreError::Exists(_))));
        assert!(flows::by_id(tx, prod, id)?.is_none());
        let in_prod = flow(tx, prod, id, sam)?;
        assert_ne!(in_dev, in_prod);

        let connection = connection(tx, dev, sam)?;
        assert!(connections::by_id(tx, prod, connection)?.is_none());
        assert!(!connections::delete(tx, prod, connection)?);
        assert_eq!(versions::sealed(tx, connection, 1)?.as_deref(), Some(b"sealed".as_slice()));

        let role = RoleId::new();
        for environment in [dev, prod] {
            let depth = if environment == dev { Depth::Organization } else { Depth::User };
            let privileges = vec![Privilege { verb: Verb::Create, table: "contact".to_owned(), depth }];
            let role = SecurityRole {
                id: role,
                environment,
                name: "Delegate".to_owned(),
                may_act_on_behalf: environment == dev,
                privileges,
            };
            roles::put(tx, &role)?;
        }
        roles::add_member(tx, dev, role, sam)?;
        assert!(roles::may_act_on_behalf(tx, dev, sam)?);
        assert!(!roles::may_act_on_behalf(tx, prod, sam)?);
        assert!(roles::roles_of(tx, prod, sam)?.is_empty());
        assert_eq!(roles::roles_of(tx, dev, sam)?[0].privileges[0].depth, Depth::Organization);
        roles::add_member(tx, prod, role, sam)?;
        assert!(!roles::may_act_on_behalf(tx, prod, sam)?);
        Ok(())
    });
}

#[test]
fn a_role_reads_back_is_replaced_and_goes_with_its_members() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let (sam, team) = (user(tx, "sam")?, principal(tx, "team", PrincipalKind::Group)?);
        principals::add_group_member(tx, team, sam)?;
        let privilege = |verb, depth| Privilege { verb, table: "contact".to_owned(), depth };
        let role = SecurityRole {
            id: RoleId::new(),
            environment: dev,
            name: "Clerk".to_owned(),
            may_act_on_behalf: true,
            privileges: vec![
                privilege(Verb::Read, Depth::User),
                privilege(Verb::Read, Depth::Organization),
                privilege(Verb::Read, Depth::BusinessUnit),
                privilege(Verb::Write, Depth::User),
            ],
        };
        roles::put(tx, &role)?;
        let stored = roles::by_id(tx, dev, role.id)?.expect("a role");
        let expected = [privilege(Verb::Read, Depth::Organization), privilege(Verb::Write, Depth::User)];
        assert_eq!((stored.name.as_str(), stored.privileges.as_slice()), ("Clerk", expected.as_slice()));
        assert_eq!(roles::by_name(tx, dev, "Clerk")?, Some(stored.clone()));
        assert_eq!(roles::list(tx, dev)?, [stored]);

        let other = SecurityRole { id: RoleId::new(), ..role.clone() };
        assert!(matches!(roles::put(tx, &other), Err(StoreError::Exists(_))));
        roles::put(tx, &SecurityRole { privileges: Vec::new(), ..role.clone() })?;
        assert!(roles::by_id(tx, dev, role.id)?.expect("a role").privileges.is_empty());

        roles::add_member(tx, dev, role.id, team)?;
        roles::add_member(tx, dev, role.id, team)?;
        assert_eq!(roles::members(tx, dev, role.id)?, [team]);
        assert!(roles::may_act_on_behalf(tx, dev, sam)?, "what a group has reaches its members");
        assert_eq!(roles::roles_of(tx, dev, sam)?.len(), 1);
        assert!(roles::remove_member(tx, dev, role.id, team)?);
        assert!(!roles::remove_member(tx, dev, role.id, team)?);
        roles::add_member(tx, dev, role.id, PrincipalId::new())?;
        assert!(roles::delete(tx, dev, role.id)?);
        assert!(!roles::delete(tx, dev, role.id)?);
        assert!(roles::members(tx, dev, role.id)?.is_empty());
        Ok(())
    });
}
