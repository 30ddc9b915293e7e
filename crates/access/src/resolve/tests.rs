use std::fmt::Write as _;

use expect_test::expect;
use model::{Depth, RunAs};

use super::*;
use crate::{
    continuity::{
        Change, World,
        tests::{NAMES, connection_of, disabled, flow, who, world},
    },
    preview::sentence,
};

fn name_of(id: PrincipalId) -> String {
    NAMES[(id.0.as_u128() - 1) as usize].to_owned()
}

/// What becomes of the action that goes through Ben's connection.
fn told(world: &World, flow: &Flow, case: Case) -> String {
    let fate = world.fate(flow, &flow.shape.actions[1], case);
    let why = match &fate.failure {
        Some(Failure::Refused(refusal)) => format!(" {}", refusal.code),
        Some(Failure::Lacks { principal, verb, table }) => format!(" {} lacks {verb:?} {table}", name_of(*principal)),
        None => String::new(),
    };
    let sentence = match &fate.acting {
        Some(_) => sentence(&fate, flow.shape.trigger.kind, name_of),
        None => "-".to_owned(),
    };
    format!("{:?}{why}: {sentence}", fate.ability())
}

const KINDS: [TriggerKind; 5] = [
    TriggerKind::RowChanged,
    TriggerKind::Button,
    TriggerKind::HttpRequest,
    TriggerKind::Recurrence,
    TriggerKind::OtherAutomated,
];

#[test]
fn each_action_says_whose_identity_it_will_use_and_whether_it_may() {
    let mut text = String::new();
    for kind in KINDS {
        let all: &[Option<RunAs>] = if kind == TriggerKind::RowChanged {
            &[Some(RunAs::TriggeringUser), Some(RunAs::RowOwner), Some(RunAs::ProcessOwner), None]
        } else {
            &[None]
        };
        for run_as in all {
            for mode in [ConnectionMode::Impersonate, ConnectionMode::Own, ConnectionMode::RunOnlyUser] {
                let told = told(&world(), &flow(kind, *run_as, mode), Case::default());
                let _ = writeln!(text, "{kind:?} {} {mode:?}: {told}", run_as.map_or("blank", RunAs::label));
            }
        }
    }
    expect![[r#"
        RowChanged Triggering user Impersonate: Depends: Acts as whoever changes the row, on their behalf through ben's connection: run as is Triggering user.
        RowChanged Triggering user Own: Can: Acts as ben: it uses its own connection.
        RowChanged Triggering user RunOnlyUser: Cannot InvokerConnectionNotAllowed: -
        RowChanged Row owner Impersonate: Depends: Acts as the owner of the row, on their behalf through ben's connection: run as is Row owner.
        RowChanged Row owner Own: Can: Acts as ben: it uses its own connection.
        RowChanged Row owner RunOnlyUser: Cannot InvokerConnectionNotAllowed: -
        RowChanged Process owner Impersonate: Can: Acts as cyd, on their behalf through ben's connection: run as is Process owner, the principal of the trigger's connection.
        RowChanged Process owner Own: Can: Acts as ben: it uses its own connection.
        RowChanged Process owner RunOnlyUser: Cannot InvokerConnectionNotAllowed: -
        RowChanged blank Impersonate: Depends: Acts as whoever changes the row, on their behalf through ben's connection: run as is blank.
        RowChanged blank Own: Can: Acts as ben: it uses its own connection.
        RowChanged blank RunOnlyUser: Cannot InvokerConnectionNotAllowed: -
        Button blank Impersonate: Cannot InvokerConnectionNotAllowed: -
        Button blank Own: Can: Acts as ben: it uses its own connection.
        Button blank RunOnlyUser: Depends: Acts as whoever starts the flow, through a connection of their own.
        HttpRequest blank Impersonate: Cannot InvokerConnectionNotAllowed: -
        HttpRequest blank Own: Can: Acts as ben: it uses its own connection.
        HttpRequest blank RunOnlyUser: Cannot InvokerConnectionNotAllowed: -
        Recurrence blank Impersonate: Cannot InvokerConnectionNotAllowed: -
        Recurrence blank Own: Can: Acts as ben: it uses its own connection.
        Recurrence blank RunOnlyUser: Cannot InvokerConnectionNotAllowed: -
        OtherAutomated blank Impersonate: Cannot InvokerConnectionNotAllowed: -
        OtherAutomated blank Own: Can: Acts as ben: it uses its own connection.
        OtherAutomated blank RunOnlyUser: Cannot InvokerConnectionNotAllowed: -
    "#]].assert_eq(&text);
}

#[test]
fn a_case_names_who_it_is() {
    let mut text = String::new();
    for (run_as, mode) in [
        (Some(RunAs::TriggeringUser), ConnectionMode::Impersonate),
        (Some(RunAs::RowOwner), ConnectionMode::Impersonate),
        (None, ConnectionMode::Own),
    ] {
        let row = flow(TriggerKind::RowChanged, run_as, mode);
        for (invoker, owner) in [("cyd", "dan"), ("dan", "cyd"), ("ben", "ben")] {
            let case = Case { invoker: Some(who(invoker)), row_owner: Some(RowOwner::User(who(owner))) };
            let told = told(&world(), &row, case);
            let _ = writeln!(text, "{invoker} changes what is {owner}'s: {told}");
        }
        let of_team = Case { invoker: Some(who("cyd")), row_owner: Some(RowOwner::Team(who("team"))) };
        let _ = writeln!(text, "cyd changes what is the team's: {}", told(&world(), &row, of_team));
    }
    let button = flow(TriggerKind::Button, None, ConnectionMode::RunOnlyUser);
    for invoker in ["dan", "cyd"] {
        let case = Case { invoker: Some(who(invoker)), row_owner: None };
        let _ = writeln!(text, "{invoker} presses: {}", told(&world(), &button, case));
    }
    let without = world().after(&[Change::ConnectionDeleted(connection_of("cyd"))]);
    let case = Case { invoker: Some(who("cyd")), row_owner: None };
    let _ = writeln!(text, "cyd presses without a connection: {}", told(&without, &button, case));
    expect![[r#"
        cyd changes what is dan's: Can: Acts as cyd, on their behalf through ben's connection: run as is Triggering user.
        dan changes what is cyd's: Cannot dan lacks Create contact: Acts as dan, on their behalf through ben's connection: run as is Triggering user.
        ben changes what is ben's: Can: Acts as ben: run as is Triggering user.
        cyd changes what is the team's: Can: Acts as cyd, on their behalf through ben's connection: run as is Triggering user.
        cyd changes what is dan's: Cannot dan lacks Create contact: Acts as dan, on their behalf through ben's connection: run as is Row owner.
        dan changes what is cyd's: Can: Acts as cyd, on their behalf through ben's connection: run as is Row owner.
        ben changes what is ben's: Can: Acts as ben: run as is Row owner.
        cyd changes what is the team's: Can: Acts as cyd, on their behalf through ben's connection: run as is Row owner, but a team owns the row, so here the process owner.
        cyd changes what is dan's: Can: Acts as ben: it uses its own connection.
        dan changes what is cyd's: Can: Acts as ben: it uses its own connection.
        ben changes what is ben's: Can: Acts as ben: it uses its own connection.
        cyd changes what is the team's: Can: Acts as ben: it uses its own connection.
        dan presses: Cannot dan lacks Create contact: Acts as dan, through a connection of their own.
        cyd presses: Can: Acts as cyd, through a connection of their own.
        cyd presses without a connection: Cannot InvokerConnectionOverrideFailed: -
    "#]].assert_eq(&text);
}

#[test]
fn who_acts_on_behalf_needs_the_privilege_too() {
    let mut world = world();
    world.groups.clear();
    let row = flow(TriggerKind::RowChanged, None, ConnectionMode::Impersonate);
    expect!["Cannot ben lacks Create contact: Acts as whoever changes the row, on their behalf through ben's connection: run as is blank."]
        .assert_eq(&told(&world, &row, Case::default()));
    world.held.remove(&who("ben"));
    expect!["Cannot CannotActOnBehalfOfAnotherUser: Acts as whoever changes the row, on their behalf through ben's connection: run as is blank."]
        .assert_eq(&told(&world, &row, Case::default()));
}

#[test]
fn what_is_not_ours_or_not_named_is_not_known() {
    let own = flow(TriggerKind::Recurrence, None, ConnectionMode::Own);
    let of = |change: &dyn Fn(&mut crate::continuity::Shape)| {
        let mut shape = (*own.shape).clone();
        change(&mut shape);
        let flow = Flow { shape: Arc::new(shape), ..own.clone() };
        world().fate(&flow, &flow.shape.actions[1], Case::default()).ability()
    };
    assert_eq!(of(&|_| ()), Ability::Can);
    assert_eq!(of(&|shape| shape.actions[1].needs = None), Ability::Unknown, "no table is named");
    assert_eq!(of(&|shape| shape.actions[1].needs = Some((Verb::Read, "ghosts".to_owned()))), Ability::Unknown);
    assert_eq!(of(&|shape| shape.uses[2].connector = ConnectorName::new("shared_mail")), Ability::Unknown, "remote");
    assert_eq!(of(&|shape| shape.actions[1].needs = Some((Verb::Delete, "contacts".to_owned()))), Ability::Cannot);
    let gone = world().after(&[disabled("ben")]);
    assert_eq!(
        gone.fate(&own, &own.shape.actions[1], Case::default()).ability(),
        Ability::Cannot,
        "whatever it touches"
    );
}

#[test]
fn nothing_that_is_bound_is_missed_where_the_caller_is_to_provide() {
    let mut http = flow(TriggerKind::HttpRequest, None, ConnectionMode::RunOnlyUser);
    http.bound = vec![None; 3];
    expect!["Cannot InvokerConnectionNotAllowed: -"].assert_eq(&told(&world(), &http, Case::default()));
    http.shape = flow(TriggerKind::HttpRequest, None, ConnectionMode::Own).shape;
    expect!["Cannot ConnectionNotConfigured: -"].assert_eq(&told(&world(), &http, Case::default()));
}

#[test]
fn the_smallest_role_has_the_fewest_lines() {
    let line = |verb, table: &str| Privilege { verb, table: table.to_owned(), depth: Depth::User };
    let (all, one) = (vec![line(Verb::Read, "*"), line(Verb::Create, "*")], vec![line(Verb::Read, "Contact")]);
    let roles = [("everything", &*all), ("b-reader", &*one), ("a-reader", &*one)];
    assert_eq!(smallest_role(roles, Verb::Read, "contact"), Some("a-reader"));
    assert_eq!(smallest_role(roles, Verb::Create, "contact"), Some("everything"));
    assert_eq!(smallest_role(roles, Verb::Delete, "contact"), None);
}
