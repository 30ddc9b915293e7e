//! The decision table, row by row, and the worked example.

use std::fmt::Write as _;

use expect_test::expect;
use uuid::Uuid;

use super::*;

const PEOPLE: [&str; 6] = ["Sam", "David", "Roohi", "Soul", "Team", "Olga"];

fn who(name: &str) -> PrincipalId {
    let at = PEOPLE.iter().position(|person| *person == name).expect("a name of PEOPLE");
    PrincipalId(Uuid::from_u128(at as u128 + 1))
}

fn name(id: PrincipalId) -> &'static str {
    PEOPLE[(id.0.as_u128() - 1) as usize]
}

fn connection_of(person: &str) -> ConnectionId {
    ConnectionId(Uuid::from_u128(100 + who(person).0.as_u128()))
}

/// Sam changes a row that David owns; the trigger's connection is Roohi's; Olga is the flow's primary owner.
fn facts(start: StartKind) -> RunFacts {
    let row = start == StartKind::RowChanged;
    RunFacts {
        start,
        invoker: (start != StartKind::Recurrence).then(|| who("Sam")),
        row_owner: row.then(|| RowOwner::User(who("David"))),
        trigger_connection: row.then(|| who("Roohi")),
        run_as: None,
        primary_owner: who("Olga"),
    }
}

fn action(mode: ConnectionMode, person: &str) -> ActionConnection {
    ActionConnection { mode, connection: connection_of(person), principal: who(person) }
}

fn say(answer: Result<Acting, Refusal>) -> String {
    match answer {
        Err(refusal) => format!("refused {} {}", refusal.status, refusal.code),
        Ok(Acting { identity, warnings }) => {
            let owner =
                PEOPLE.iter().find(|person| connection_of(person) == identity.connection).expect("a known connection");
            let mut text = format!("{:<6} {owner}'s connection", name(identity.principal));
            if let Some(impersonator) = identity.impersonator {
                let _ = write!(text, ", on behalf by {}", name(impersonator));
            }
            let _ = write!(text, " ({:?})", identity.rule);
            for warning in warnings {
                let _ = write!(text, " warns {}", warning.code());
            }
            text
        }
    }
}

#[test]
fn every_row_of_the_table() {
    use ConnectionMode::{Impersonate, Own, RunOnlyUser};
    let mut table = String::new();
    let run_as = [Some(RunAs::TriggeringUser), Some(RunAs::RowOwner), Some(RunAs::ProcessOwner), None];
    for start in [StartKind::RowChanged, StartKind::Button, StartKind::HttpRequest, StartKind::Recurrence] {
        for mode in [Impersonate, Own, RunOnlyUser] {
            for run_as in run_as {
                if start != StartKind::RowChanged && run_as.is_some() {
                    continue;
                }
                let caller = (mode == RunOnlyUser).then(|| connection_of("Sam"));
                let answer =
                    acting_as(run_as, &action(mode, "Soul"), &facts(start), &ActingSettings::default(), caller);
                let run_as = run_as.map_or("blank", RunAs::label);
                let _ = writeln!(
                    table,
                    "{:<12}{run_as:<16}{:<13}{}",
                    format!("{start:?}"),
                    format!("{mode:?}"),
                    say(answer)
                );
            }
        }
    }
    expect![[r#"
        RowChanged  Triggering user Impersonate  Sam    Soul's connection, on behalf by Soul (TriggeringUser)
        RowChanged  Row owner       Impersonate  David  Soul's connection, on behalf by Soul (RowOwner)
        RowChanged  Process owner   Impersonate  Roohi  Soul's connection, on behalf by Soul (ProcessOwner)
        RowChanged  blank           Impersonate  Sam    Soul's connection, on behalf by Soul (BlankTriggeringUser)
        RowChanged  Triggering user Own          Soul   Soul's connection (OwnConnection)
        RowChanged  Row owner       Own          Soul   Soul's connection (OwnConnection)
        RowChanged  Process owner   Own          Soul   Soul's connection (OwnConnection)
        RowChanged  blank           Own          Soul   Soul's connection (OwnConnection)
        RowChanged  Triggering user RunOnlyUser  refused 400 InvokerConnectionNotAllowed
        RowChanged  Row owner       RunOnlyUser  refused 400 InvokerConnectionNotAllowed
        RowChanged  Process owner   RunOnlyUser  refused 400 InvokerConnectionNotAllowed
        RowChanged  blank           RunOnlyUser  refused 400 InvokerConnectionNotAllowed
        Button      blank           Impersonate  refused 400 InvokerConnectionNotAllowed
        Button      blank           Own          Soul   Soul's connection (OwnConnection)
        Button      blank           RunOnlyUser  Sam    Sam's connection (RunOnlyUser)
        HttpRequest blank           Impersonate  refused 400 InvokerConnectionNotAllowed
        HttpRequest blank           Own          Soul   Soul's connection (OwnConnection)
        HttpRequest blank           RunOnlyUser  refused 400 InvokerConnectionNotAllowed
        Recurrence  blank           Impersonate  refused 400 InvokerConnectionNotAllowed
        Recurrence  blank           Own          Soul   Soul's connection (OwnConnection)
        Recurrence  blank           RunOnlyUser  refused 400 InvokerConnectionNotAllowed
    "#]]
    .assert_eq(&table);
}

/// Two parallel branches, one through Roohi's connection and one through Soul's.
#[test]
fn the_worked_example() {
    let row_changed = facts(StartKind::RowChanged);
    let mut table = String::new();
    for (case, run_as, mode) in [
        ("triggering user", Some(RunAs::TriggeringUser), ConnectionMode::Impersonate),
        ("row owner", Some(RunAs::RowOwner), ConnectionMode::Impersonate),
        ("process owner", Some(RunAs::ProcessOwner), ConnectionMode::Impersonate),
        ("blank, own connections", None, ConnectionMode::Own),
        ("blank, invoker", None, ConnectionMode::Impersonate),
    ] {
        let branches = ["Roohi", "Soul"].map(|person| {
            let acting = acting_as(run_as, &action(mode, person), &row_changed, &ActingSettings::default(), None)
                .expect("an identity");
            name(acting.identity.principal)
        });
        let _ = writeln!(table, "{case:<24}{}", branches.join("/"));
    }
    expect![[r#"
        triggering user         Sam/Sam
        row owner               David/David
        process owner           Roohi/Roohi
        blank, own connections  Roohi/Soul
        blank, invoker          Sam/Sam
    "#]]
    .assert_eq(&table);
}

#[test]
fn nobody_impersonates_himself() {
    let answer = acting_as(
        Some(RunAs::ProcessOwner),
        &action(ConnectionMode::Impersonate, "Roohi"),
        &facts(StartKind::RowChanged),
        &ActingSettings::default(),
        None,
    );
    assert_eq!(say(answer), "Roohi  Roohi's connection (ProcessOwner)");
}

#[test]
fn a_row_that_a_team_owns_falls_back_to_the_process_owner_with_a_warning() {
    let facts = RunFacts { row_owner: Some(RowOwner::Team(who("Team"))), ..facts(StartKind::RowChanged) };
    let answer = acting_as(
        Some(RunAs::RowOwner),
        &action(ConnectionMode::Impersonate, "Soul"),
        &facts,
        &ActingSettings::default(),
        None,
    );
    assert_eq!(say(answer), "Roohi  Soul's connection, on behalf by Soul (RowOwnedByTeam) warns RunAsTeamOwner");
}

#[test]
fn missing_facts_are_refused_and_never_guessed() {
    let row = facts(StartKind::RowChanged);
    let ask = |run_as, facts: &RunFacts, mode, caller| {
        say(acting_as(run_as, &action(mode, "Soul"), facts, &ActingSettings::default(), caller))
    };
    let by_system = RunFacts { invoker: None, ..row.clone() };
    assert_eq!(ask(None, &by_system, ConnectionMode::Impersonate, None), "refused 403 UserNotEnabled");
    let of_organization = RunFacts { row_owner: None, ..row.clone() };
    assert_eq!(
        ask(Some(RunAs::RowOwner), &of_organization, ConnectionMode::Impersonate, None),
        "refused 400 RowOwnerUnknown"
    );
    let unconnected = RunFacts { trigger_connection: None, ..row };
    assert_eq!(
        ask(Some(RunAs::ProcessOwner), &unconnected, ConnectionMode::Impersonate, None),
        "refused 400 ConnectionNotConfigured"
    );
    assert_eq!(
        ask(None, &facts(StartKind::Button), ConnectionMode::RunOnlyUser, None),
        "refused 400 InvokerConnectionOverrideFailed"
    );
    let nobody = RunFacts { invoker: None, ..facts(StartKind::Button) };
    assert_eq!(
        ask(None, &nobody, ConnectionMode::RunOnlyUser, Some(connection_of("Sam"))),
        "refused 400 InvokerConnectionOverrideFailed"
    );
}

#[test]
fn settings_choose_the_documented_behaviour() {
    let settings =
        ActingSettings { process_owner: ProcessOwner::PrimaryOwner, blank_invoker: BlankInvoker::ProcessOwner };
    let ask = |run_as| {
        say(acting_as(
            run_as,
            &action(ConnectionMode::Impersonate, "Soul"),
            &facts(StartKind::RowChanged),
            &settings,
            None,
        ))
    };
    assert_eq!(ask(Some(RunAs::ProcessOwner)), "Olga   Soul's connection, on behalf by Soul (PrimaryOwner)");
    assert_eq!(ask(None), "Olga   Soul's connection, on behalf by Soul (BlankProcessOwner)");
}

#[test]
fn a_resubmitted_run_keeps_the_identities_of_the_first() {
    let row = RunFacts { start: StartKind::Resubmit, ..facts(StartKind::RowChanged) };
    let ask = |facts: &RunFacts, mode, caller| {
        say(acting_as(None, &action(mode, "Soul"), facts, &ActingSettings::default(), caller))
    };
    assert_eq!(
        ask(&row, ConnectionMode::Impersonate, None),
        "Sam    Soul's connection, on behalf by Soul (BlankTriggeringUser)"
    );
    assert_eq!(
        ask(&row, ConnectionMode::RunOnlyUser, Some(connection_of("Sam"))),
        "refused 400 InvokerConnectionNotAllowed"
    );
    let button = RunFacts { start: StartKind::Resubmit, ..facts(StartKind::Button) };
    assert_eq!(
        ask(&button, ConnectionMode::RunOnlyUser, Some(connection_of("Sam"))),
        "Sam    Sam's connection (RunOnlyUser)"
    );
    assert_eq!(ask(&button, ConnectionMode::Impersonate, None), "refused 400 InvokerConnectionNotAllowed");
}
