//! What puts flows at risk, and what helps, case by case.

use super::*;

const DAY: i64 = 24 * 3_600_000;

/// The world of a Prod environment in which Dan is a service account, and Cyd is Ada's manager.
fn production() -> World {
    let mut world = world();
    world.production.insert(DEV);
    world.successors.insert(connection_of("cyd"), vec![who("ben")]);
    world.successors.insert(connection_of("ben"), vec![who("cyd"), who("ada")]);
    person(&mut world, "dan").kind = PrincipalKind::ServiceAccount;
    person(&mut world, "ada").manager = Some(who("cyd"));
    world
}

fn person<'a>(world: &'a mut World, name: &str) -> &'a mut Principal {
    world.principals.get_mut(&who(name)).expect("there")
}

fn connection<'a>(world: &'a mut World, name: &str) -> &'a mut Connection {
    world.connections.get_mut(&connection_of(name)).expect("there")
}

/// A flow of Ada's and the team's, in which Ben is; it uses the connections of these.
fn using(owners: &[&str]) -> Flow {
    let mut flow = flow(TriggerKind::Recurrence, None, ConnectionMode::Own);
    flow.bound = (0..3).map(|at| owners.get(at).map(|name| connection_of(name))).collect();
    flow.shape = Arc::new(Shape { uses: flow.shape.uses[..owners.len().max(1)].to_vec(), ..(*flow.shape).clone() });
    flow
}

fn name(id: Option<PrincipalId>) -> &'static str {
    id.map_or("nobody", |id| NAMES[(id.0.as_u128() - 1) as usize])
}

fn told(world: &World, flow: &Flow) -> String {
    let found = Assessor::new(world).assess(flow);
    let mut text = format!("{} owners: {}", found.score(), found.owners.len());
    for risk in &found.risks {
        let at = risk.at.map_or(String::new(), |at| format!(" at {}", at.0 / 1_000 / DAY));
        let _ = write!(text, "\n  {:?} {}{at} -{}", risk.reason, name(risk.principal), risk.reason.points());
    }
    for step in &found.steps {
        let _ = write!(text, "\n  {:?} {} +{}", step.kind, name(step.principal), step.gain);
    }
    text + "\n"
}

/// Changes the world, and says what there is to say about a flow that uses these people's connections.
fn after(owners: &[&str], change: impl FnOnce(&mut World, &mut Flow)) -> String {
    let (mut world, mut flow) = (production(), using(owners));
    change(&mut world, &mut flow);
    told(&world, &flow)
}

#[test]
fn a_flow_of_many_that_uses_a_service_account_is_not_at_risk() {
    expect![[r#"
        100 owners: 2
    "#]]
    .assert_eq(&after(&["dan"], |_, _| {}));
}

#[test]
fn owners_are_counted_as_they_are_now() {
    let ends = |name: &'static str| {
        move |world: &mut World, _: &mut Flow| person(world, name).disabled_at = Some(Timestamp(0))
    };
    expect![[r#"
        70 owners: 1
          OneOwner ada -30
          AddCoOwner cyd +30
    "#]]
    .assert_eq(&after(&["dan"], ends("ben")));
    expect![[r#"
        40 owners: 0
          Orphan ada -60
          AddCoOwner cyd +30
    "#]]
    .assert_eq(&after(&["dan"], |world, flow| {
        ends("ada")(world, flow);
        ends("team")(world, flow);
    }));
    expect![[r#"
        70 owners: 1
          OneOwner ada -30
          AddCoOwner nobody +30
    "#]]
    .assert_eq(&after(&["dan"], |world, flow| {
        ends("ben")(world, flow);
        ends("cyd")(world, flow);
    }));
}

#[test]
fn who_leaves_matters_where_nobody_else_is_left() {
    let leaves =
        |world: &mut World, name: &str, day| person(world, name).leaves_at = Some(Timestamp(0).plus_millis(day * DAY));
    expect![[r#"
        100 owners: 2
    "#]]
    .assert_eq(&after(&["dan"], |world, _| leaves(world, "ada", 9)));
    expect![[r#"
        75 owners: 2
          PersonLeaving ben at 11 -25
          AddCoOwner cyd +25
    "#]]
    .assert_eq(&after(&["dan"], |world, _| {
        leaves(world, "ada", 9);
        leaves(world, "ben", 11);
    }));
    expect![[r#"
        55 owners: 2
          PersonLeaving cyd at 9 -25
          PersonalConnection cyd -20
          SwapConnection dan +45
    "#]]
    .assert_eq(&after(&["cyd"], |world, _| leaves(world, "cyd", 9)));
}

#[test]
fn connections_end_in_many_ways() {
    let mut text = String::new();
    let expires = |day| {
        move |world: &mut World, _: &mut Flow| connection(world, "dan").expires_at = Some(Timestamp(day * DAY * 1_000))
    };
    for day in [0, 14, 15] {
        text += &after(&["dan"], expires(day));
    }
    expect![[r#"
        60 owners: 2
          ConnectionBroken dan at 0 -40
          RenewConnection dan +40
        80 owners: 2
          ConnectionExpires dan at 14 -20
          RenewConnection dan +20
        100 owners: 2
    "#]]
    .assert_eq(&text);
    expect![[r#"
        60 owners: 2
          ConnectionBroken ben at 3 -40
          RenewConnection ben +40
    "#]]
    .assert_eq(&after(&["ben"], |world, _| connection(world, "ben").failing_since = Some(Timestamp(3 * DAY * 1_000))));
    expect![[r#"
        60 owners: 2
          ConnectionBroken cyd at 0 -40
          SwapConnection dan +40
    "#]]
    .assert_eq(&after(&["cyd"], |world, _| person(world, "cyd").disabled_at = Some(Timestamp(0))));
    expect![[r#"
        60 owners: 2
          ConnectionBroken nobody -40
          SwapConnection dan +40
    "#]]
    .assert_eq(&after(&[], |_, _| {}));
}

#[test]
fn a_persons_connection_is_for_development() {
    expect![[r#"
        60 owners: 2
          PersonalConnection cyd -20
          PersonalConnection ben -20
          SwapConnection dan +20
          SwapConnection dan +20
    "#]]
    .assert_eq(&after(&["cyd", "ben", "cyd"], |_, _| {}));
    assert_eq!(after(&["cyd"], |world, _| world.production.clear()), "100 owners: 2\n");
}

#[test]
fn a_successor_who_is_active_counts() {
    expect![[r#"
        70 owners: 2
          PersonalConnection cyd -20
          NoSuccessor cyd -10
          SwapConnection dan +30
          NameSuccessor ada +10
    "#]]
    .assert_eq(&after(&["cyd"], |world, _| _ = world.successors.remove(&connection_of("cyd"))));
    expect![[r#"
        15 owners: 1
          OneOwner ada -30
          PersonLeaving ada at 1 -25
          PersonalConnection cyd -20
          NoSuccessor cyd -10
          AddCoOwner nobody +55
          SwapConnection dan +30
          NameSuccessor nobody +10
    "#]]
    .assert_eq(&after(&["cyd"], |world, _| {
        person(world, "ben").disabled_at = Some(Timestamp(0));
        person(world, "ada").leaves_at = Some(Timestamp(0).plus_millis(DAY));
        person(world, "ada").manager = None;
    }));
    let second = |world: &mut World, _: &mut Flow| person(world, "cyd").disabled_at = Some(Timestamp(0));
    assert!(!after(&["ben"], second).contains("NoSuccessor"), "Ada comes after Cyd");
}

#[test]
fn what_is_off_or_brought_along_breaks_nothing() {
    assert_eq!(after(&[], |_, flow| flow.is_on = false), "100 owners: 2\n");
    let brought = |_: &mut World, flow: &mut Flow| {
        let mut shape = (*flow.shape).clone();
        shape.uses[0].mode = ConnectionMode::RunOnlyUser;
        flow.shape = Arc::new(shape);
    };
    assert_eq!(after(&["cyd"], brought), "100 owners: 2\n");
}

#[test]
fn a_score_ends_at_nothing_and_the_first_break_is_told() {
    let (mut world, flow) = (production(), using(&["cyd", "ben", "ada"]));
    for (name, day) in [("cyd", 3), ("ben", 2), ("ada", 5)] {
        connection(&mut world, name).failing_since = Some(Timestamp(day));
    }
    let found = Assessor::new(&world).assess(&flow);
    assert_eq!((found.score(), found.breaks_at()), (0, Some(Timestamp(2))));
}
