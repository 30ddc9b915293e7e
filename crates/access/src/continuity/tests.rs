//! What an event breaks, case by case.

mod risk;

use std::{fmt::Write as _, sync::Arc};

use expect_test::expect;
use model::{
    Connection, ConnectionId, ConnectionMode, ConnectorName, Depth, EndedBy, EnvironmentId, FlowKey, Principal,
    PrincipalId, PrincipalKind, Privilege, RoleId, RunAs, Tier, Timestamp, Verb,
};
use uuid::Uuid;

use super::*;
use crate::preview::TriggerKind;

pub(crate) const DEV: EnvironmentId = EnvironmentId(1);
pub(crate) const NAMES: [&str; 6] = ["ada", "ben", "cyd", "dan", "team", "crew"];

pub(crate) fn who(name: &str) -> PrincipalId {
    let at = NAMES.iter().position(|it| *it == name).expect("a name of NAMES");
    PrincipalId(Uuid::from_u128(at as u128 + 1))
}

pub(crate) fn connection_of(name: &str) -> ConnectionId {
    ConnectionId(Uuid::from_u128(100 + who(name).0.as_u128()))
}

const WRITER: RoleId = RoleId(Uuid::from_u128(900));
pub(crate) const DELEGATE: RoleId = RoleId(Uuid::from_u128(901));

/// Ada and Cyd write contacts themselves, Ben through the crew, which is in the team. Ada and Ben may act on behalf of others.
pub(crate) fn world() -> World {
    let mut world = World::default();
    for name in NAMES {
        let kind = if ["team", "crew"].contains(&name) { PrincipalKind::Group } else { PrincipalKind::User };
        let principal = Principal { display_name: name.to_uppercase(), ..Principal::new(who(name), kind, name) };
        world.principals.insert(who(name), principal);
        let connection = Connection {
            id: connection_of(name),
            environment: DEV,
            connector: ConnectorName::new(ConnectorName::DATAVERSE),
            owner: who(name),
            created_by: who(name),
            display_name: format!("{name}'s"),
            private: false,
            parameters: std::collections::BTreeMap::new(),
            secret_version: 0,
            expires_at: None,
            failing_since: None,
            accepted_at: None,
            created_at: Timestamp(0),
        };
        world.connections.insert(connection.id, connection);
    }
    world.groups.insert(who("ben"), vec![who("crew")]);
    world.groups.insert(who("crew"), vec![who("team")]);
    let create = Privilege { verb: Verb::Create, table: "contact".to_owned(), depth: Depth::User };
    let writer = Role { name: "Writer".to_owned(), may_act_on_behalf: false, privileges: vec![create] };
    let delegate = Role { name: "Delegate".to_owned(), may_act_on_behalf: true, privileges: Vec::new() };
    world.roles.extend([((DEV, WRITER), writer), ((DEV, DELEGATE), delegate)]);
    world.held.insert(who("ada"), vec![(DEV, WRITER), (DEV, DELEGATE)]);
    world.held.insert(who("ben"), vec![(DEV, DELEGATE)]);
    world.held.insert(who("cyd"), vec![(DEV, WRITER)]);
    world.held.insert(who("team"), vec![(DEV, WRITER)]);
    world.tables.insert((DEV, "contacts".to_owned()), Arc::from("contact"));
    world
}

/// A flow of Ada's and the team's. Its trigger is Cyd's; one action goes through Ada's connection, the other through Ben's.
pub(crate) fn flow(kind: TriggerKind, run_as: Option<RunAs>, mode: ConnectionMode) -> Flow {
    let used = |key: &str, mode| Use {
        key: key.to_owned(),
        name: key.to_owned(),
        connector: ConnectorName::new(ConnectorName::DATAVERSE),
        mode,
    };
    let action = |name: &str, used| Action {
        name: name.to_owned(),
        path: format!("actions/{name}"),
        used,
        needs: Some((Verb::Create, "contacts".to_owned())),
    };
    let is_row = kind == TriggerKind::RowChanged;
    let shape = Shape {
        trigger: Trigger { name: "starts".to_owned(), kind, run_as, used: is_row.then_some(0) },
        uses: vec![used("t", ConnectionMode::Own), used("a", mode), used("b", mode)],
        actions: vec![action("Through_Ada", 1), action("Through_Ben", 2)],
    };
    Flow {
        key: FlowKey(1),
        environment: DEV,
        is_on: true,
        primary_owner: who("ada"),
        grants: vec![(who("team"), Tier::CoOwner), (who("dan"), Tier::RunOnlyUser)],
        shape: Arc::new(shape),
        bound: ["cyd", "ada", "ben"].map(|name| Some(connection_of(name))).to_vec(),
    }
}

fn lines(changes: &[Change], flow: &Flow) -> String {
    let before = world();
    let mut text = String::new();
    for found in Foresight::new(&before, &before.after(changes), changes).predict(flow) {
        let name = found.action.map_or("starts", |index| &flow.shape.actions[index].name);
        let code = match &found.failure {
            Failure::Refused(refusal) => refusal.code.to_owned(),
            Failure::Lacks { principal, verb, table } => {
                let at = (principal.0.as_u128() - 1) as usize;
                format!("{} lacks {verb:?} {table}", NAMES[at])
            }
        };
        let who: Vec<_> = found.who.iter().map(|id| NAMES[(id.0.as_u128() - 1) as usize]).collect();
        let _ = writeln!(
            text,
            "{name}: {:?}{} {code}{}",
            found.depends,
            who.iter().map(|it| format!(" {it}")).collect::<String>(),
            found
                .except
                .map_or_else(String::new, |(_, id)| format!(" but for {}", NAMES[(id.0.as_u128() - 1) as usize]))
        );
    }
    text
}

pub(crate) fn disabled(name: &str) -> Change {
    Change::Ended { principal: who(name), by: EndedBy::Disabled, since: Timestamp(0) }
}

#[test]
fn a_leaver_takes_the_own_connections_along() {
    let own = flow(TriggerKind::Recurrence, None, ConnectionMode::Own);
    expect![[r#"
        Through_Ada: No AuthenticationFailed
    "#]]
    .assert_eq(&lines(&[disabled("ada")], &own));
    expect![[r#"
        Through_Ada: No AuthenticationFailed
        Through_Ben: No AuthenticationFailed
    "#]]
    .assert_eq(&lines(&[disabled("ada"), disabled("ben")], &own));
    assert_eq!(lines(&[disabled("dan")], &own), "");
    assert_eq!(lines(&[disabled("team")], &own), "", "who is in a disabled group keeps what the group was given");
}

#[test]
fn who_the_row_belongs_to_and_who_changed_it_matter_only_where_they_act() {
    let mut text = String::new();
    for run_as in [Some(RunAs::TriggeringUser), Some(RunAs::RowOwner), Some(RunAs::ProcessOwner), None] {
        let row = flow(TriggerKind::RowChanged, run_as, ConnectionMode::Impersonate);
        let _ = write!(text, "{}\n{}", run_as.map_or("blank", RunAs::label), lines(&[disabled("cyd")], &row));
    }
    expect![[r#"
        Triggering user
        starts: OnEdit AuthenticationFailed
        Row owner
        starts: OnEdit AuthenticationFailed
        Through_Ada: OnRowOwner cyd 0x80040225
        Through_Ben: OnRowOwner cyd 0x80040225
        Process owner
        starts: OnEdit AuthenticationFailed
        Through_Ada: No 0x80040225
        Through_Ben: No 0x80040225
        blank
        starts: OnEdit AuthenticationFailed
    "#]]
    .assert_eq(&text);
}

#[test]
fn a_privilege_is_lost_by_who_has_it_through_a_group_too() {
    let own = flow(TriggerKind::Recurrence, None, ConnectionMode::Own);
    let left = Change::LeftGroup { member: who("crew"), group: who("team") };
    expect![[r#"
        Through_Ben: No ben lacks Create contact
    "#]]
    .assert_eq(&lines(&[left], &own));
    let as_invoker = flow(TriggerKind::RowChanged, None, ConnectionMode::Impersonate);
    let gone = Change::RoleDeleted { environment: DEV, role: WRITER };
    expect![[r#"
        Through_Ada: No ada lacks Create contact
        Through_Ben: No ben lacks Create contact
    "#]]
    .assert_eq(&lines(&[gone], &as_invoker));
    let lost = Change::LostRole { principal: who("cyd"), environment: DEV, role: WRITER };
    expect![[r#"
        Through_Ada: OnInvoker cyd cyd lacks Create contact
        Through_Ben: OnInvoker cyd cyd lacks Create contact
    "#]]
    .assert_eq(&lines(&[lost], &as_invoker));
    let may_not = Change::LostRole { principal: who("ben"), environment: DEV, role: DELEGATE };
    expect![[r#"
        Through_Ben: No CannotActOnBehalfOfAnotherUser but for ben
    "#]]
    .assert_eq(&lines(&[may_not], &as_invoker));
}

#[test]
fn a_run_only_user_without_a_connection_is_told_from_the_others() {
    let provided = flow(TriggerKind::Button, None, ConnectionMode::RunOnlyUser);
    let gone = |name| Change::ConnectionDeleted(connection_of(name));
    expect![[r#"
        Through_Ada: OnInvoker ada InvokerConnectionOverrideFailed
        Through_Ben: OnInvoker ada InvokerConnectionOverrideFailed
    "#]]
    .assert_eq(&lines(&[gone("ada")], &provided));
    assert_eq!(lines(&[gone("cyd")], &provided), "", "Cyd may not start it");
}

#[test]
fn who_acted_through_an_own_connection_alone_is_told_apart() {
    let mut before = world();
    before.held.insert(who("ben"), vec![(DEV, WRITER)]);
    let as_invoker = flow(TriggerKind::RowChanged, None, ConnectionMode::Impersonate);
    let changes = [Change::ConnectionDeleted(connection_of("ben"))];
    let found = Foresight::new(&before, &before.after(&changes), &changes).predict(&as_invoker);
    let told: Vec<_> = found.iter().map(|it| (it.action, it.depends, it.who.to_vec())).collect();
    assert_eq!(told, [(Some(1), Depends::OnInvoker, vec![who("ben")])], "for all others it failed before");
}

#[test]
fn what_is_gone_is_said_to_be_gone() {
    let own = flow(TriggerKind::RowChanged, None, ConnectionMode::Own);
    expect![[r#"
        starts: OnEdit ConnectionNotConfigured
        Through_Ada: No ConnectionNotConfigured
        Through_Ben: No AuthenticationFailed
    "#]]
    .assert_eq(&lines(
        &[
            Change::ConnectionDeleted(connection_of("cyd")),
            Change::ConnectionDeleted(connection_of("ada")),
            Change::Ended { principal: who("ben"), by: EndedBy::Deleted, since: Timestamp(0) },
        ],
        &own,
    ));
}

#[test]
fn what_failed_before_is_not_told_again() {
    let own = flow(TriggerKind::Recurrence, None, ConnectionMode::Own);
    let before = world().after(&[disabled("ada")]);
    let changes = [disabled("ada")];
    assert_eq!(Foresight::new(&before, &before.after(&changes), &changes).predict(&own), []);
}

#[test]
fn owners_are_people_and_groups_of_them() {
    let owned = flow(TriggerKind::Recurrence, None, ConnectionMode::Own);
    let left = |changes: &[Change]| world().after(changes).active_owners(&owned).len();
    assert_eq!(left(&[]), 2, "Ada, and Ben through the crew");
    assert_eq!(left(&[disabled("ada")]), 1);
    assert_eq!(left(&[disabled("ada"), disabled("team")]), 0);
    assert!(!world().after(&[disabled("ada"), disabled("ben")]).has_active_owner(&owned));
}

#[test]
fn what_a_custom_role_gives_to_a_group_reaches_its_members() {
    let mut world = world();
    let flow = flow(TriggerKind::Button, None, ConnectionMode::Own);
    let may_cancel = |world: &World, name| crate::may(&world.standing(&flow, who(name)), crate::FlowAction::Cancel);
    world.groups = HashMap::from([(who("dan"), vec![who("crew")])]);
    assert!(!may_cancel(&world, "dan"));
    let privileges = vec![privilege::Privilege::Flow(crate::FlowAction::Cancel)];
    world.custom.insert((DEV, who("crew")), vec![CustomRole { name: "operator".to_owned(), privileges }]);
    assert!(may_cancel(&world, "dan"));
    world.groups.remove(&who("dan"));
    assert!(!may_cancel(&world, "dan"));
}
