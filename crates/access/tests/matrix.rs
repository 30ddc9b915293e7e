//! Rights as a golden file: a change in who may do what is a visible difference of `matrix.txt`.

use std::fmt::Write as _;

use access::{
    ConnectionStanding, EnvironmentAction, FlowAction, Membership, Privilege, Standing, TenantAction, may,
    may_in_environment, may_in_tenant, may_with_connection,
};
use expect_test::expect_file;
use model::{ConnectionAction, EnvironmentRole, TenantRole, Tier};

fn subjects() -> Vec<(&'static str, Standing)> {
    let tier = |tier| Standing { tiers: vec![tier], ..Standing::default() };
    let member = |membership| Standing { membership, ..Standing::default() };
    let role = |role| member(Membership { roles: vec![role], ..Membership::default() });
    let custom = |held: &[Privilege]| member(Membership { custom: held.to_vec(), ..Membership::default() });
    let tenant = |role| member(Membership { tenant_role: Some(role), ..Membership::default() });
    vec![
        ("primary owner", tier(Tier::PrimaryOwner)),
        ("co-owner", tier(Tier::CoOwner)),
        ("viewer", tier(Tier::Viewer)),
        ("run-only user", tier(Tier::RunOnlyUser)),
        ("environment user", role(EnvironmentRole::User)),
        ("environment auditor", role(EnvironmentRole::Auditor)),
        ("environment maker", role(EnvironmentRole::Maker)),
        ("environment admin", role(EnvironmentRole::Admin)),
        ("custom: operator", custom(&[Privilege::Flow(FlowAction::SeeRuns), Privilege::Flow(FlowAction::Resubmit)])),
        ("custom: host", custom(&[Privilege::Environment(EnvironmentAction::ManageMembers)])),
        ("custom: none", custom(&[])),
        ("tenant auditor", tenant(TenantRole::Auditor)),
        ("tenant admin", tenant(TenantRole::Admin)),
        ("outsider", Standing::default()),
    ]
}

#[test]
fn who_may_do_what() {
    let mut text = String::new();
    for (name, standing) in subjects() {
        let membership = &standing.membership;
        let _ = writeln!(text, "{name}");
        line(&mut text, "a flow", FlowAction::ALL, |action| may(&standing, action));
        line(&mut text, "an environment", EnvironmentAction::ALL, |action| may_in_environment(membership, action));
        line(&mut text, "the installation", TenantAction::ALL, |action| may_in_tenant(membership.tenant_role, action));
    }
    for (name, standing) in connection_subjects() {
        let _ = writeln!(text, "{name}");
        for (object, private) in [("a connection", false), ("a private one", true)] {
            let standing = ConnectionStanding { private, ..standing.clone() };
            line(&mut text, object, &ConnectionAction::ALL, |action| may_with_connection(&standing, action));
        }
    }
    expect_file!["matrix.txt"].assert_eq(&text);
}

/// What somebody may be to a connection: by itself, by a grant, by a flow that uses it, by a role in the environment.
fn connection_subjects() -> Vec<(&'static str, ConnectionStanding)> {
    let none = ConnectionStanding::default;
    let granted = |action| ConnectionStanding { granted: vec![action], ..none() };
    vec![
        ("connection's owner", ConnectionStanding { owns: true, ..none() }),
        ("answers for the service account that owns it", ConnectionStanding { answers: true, ..none() }),
        ("granted see", granted(ConnectionAction::See)),
        ("granted use", granted(ConnectionAction::Use)),
        ("granted rebind", granted(ConnectionAction::Rebind)),
        ("granted manage", granted(ConnectionAction::Manage)),
        ("owner of a flow that uses it", ConnectionStanding { owns_a_flow: true, ..none() }),
        ("sees the environment's connections", ConnectionStanding { sees_all: true, ..none() }),
        ("manages the environment's connections", ConnectionStanding { manages_all: true, ..none() }),
        ("no part in it", none()),
    ]
}

fn line<A: Copy + std::fmt::Debug>(text: &mut String, object: &str, all: &[A], may: impl Fn(A) -> bool) {
    let allowed: Vec<String> = all.iter().filter(|action| may(**action)).map(|action| format!("{action:?}")).collect();
    let allowed = if allowed.is_empty() { "-".to_owned() } else { allowed.join(" ") };
    let _ = writeln!(text, "  {object:<17} {allowed}");
}

/// The page that people read says of each privilege who has it, as the code does.
#[test]
fn the_guide_says_the_same() {
    let page = include_str!("../../../docs/guide/roles.md");
    let holders = |has: &dyn Fn(&Standing) -> bool| -> String {
        let named: Vec<_> = subjects()
            .into_iter()
            .filter(|(name, it)| has(it) && !name.starts_with("custom"))
            .map(|(name, _)| name)
            .collect();
        named.join(", ")
    };
    let mut lines = Vec::new();
    let mut row = |name: &str, words: &str, who: String| lines.push(format!("| `{name}` | {words} | {who} |"));
    for action in FlowAction::ALL {
        row(action.name(), action.words(), holders(&|it| may(it, *action)));
    }
    for action in EnvironmentAction::ALL {
        row(action.name(), action.words(), holders(&|it| may_in_environment(&it.membership, *action)));
    }
    for action in TenantAction::ALL {
        row(action.name(), action.words(), holders(&|it| may_in_tenant(it.membership.tenant_role, *action)));
    }
    let missing: Vec<_> = lines.iter().filter(|line| !page.contains(&***line)).collect();
    assert!(missing.is_empty(), "docs/guide/roles.md lacks:\n{}", lines.join("\n"));
    let listed = page.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(listed, lines.len(), "docs/guide/roles.md lists what there is not");
}
