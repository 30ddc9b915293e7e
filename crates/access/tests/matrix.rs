//! Rights as a golden file: a change in who may do what is a visible difference of `matrix.txt`.

use std::fmt::Write as _;

use access::{
    ConnectionStanding, EnvironmentAction, FlowAction, Standing, TenantAction, may, may_in_environment, may_in_tenant,
    may_with_connection,
};
use expect_test::expect_file;
use model::{ConnectionAction, EnvironmentRole, Tier};

#[test]
fn who_may_do_what() {
    let tier = |tier| Standing { tiers: vec![tier], ..Standing::default() };
    let role = |role| Standing { role: Some(role), ..Standing::default() };
    let subjects = [
        ("primary owner", tier(Tier::PrimaryOwner)),
        ("co-owner", tier(Tier::CoOwner)),
        ("viewer", tier(Tier::Viewer)),
        ("run-only user", tier(Tier::RunOnlyUser)),
        ("environment user", role(EnvironmentRole::User)),
        ("environment maker", role(EnvironmentRole::Maker)),
        ("environment admin", role(EnvironmentRole::Admin)),
        ("tenant admin", Standing { tenant_admin: true, ..Standing::default() }),
        ("outsider", Standing::default()),
    ];
    let mut text = String::new();
    for (name, standing) in &subjects {
        let _ = writeln!(text, "{name}");
        line(&mut text, "a flow", FlowAction::ALL.iter().map(|action| (format!("{action:?}"), may(standing, *action))));
        line(
            &mut text,
            "an environment",
            EnvironmentAction::ALL.iter().map(|action| {
                (format!("{action:?}"), may_in_environment(standing.role, standing.tenant_admin, *action))
            }),
        );
        line(
            &mut text,
            "the installation",
            TenantAction::ALL
                .iter()
                .map(|action| (format!("{action:?}"), may_in_tenant(standing.tenant_admin, *action))),
        );
    }
    for (name, standing) in connection_subjects() {
        let _ = writeln!(text, "{name}");
        for (object, private) in [("a connection", false), ("a private one", true)] {
            let standing = ConnectionStanding { private, ..standing.clone() };
            let rights =
                ConnectionAction::ALL.map(|action| (format!("{action:?}"), may_with_connection(&standing, action)));
            line(&mut text, object, rights.into_iter());
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
        ("granted see", granted(ConnectionAction::See)),
        ("granted use", granted(ConnectionAction::Use)),
        ("granted rebind", granted(ConnectionAction::Rebind)),
        ("granted manage", granted(ConnectionAction::Manage)),
        ("owner of a flow that uses it", ConnectionStanding { owns_a_flow: true, ..none() }),
        ("manages the environment's connections", ConnectionStanding { manages_all: true, ..none() }),
        ("no part in it", none()),
    ]
}

fn line(text: &mut String, object: &str, rights: impl Iterator<Item = (String, bool)>) {
    let allowed: Vec<String> = rights.filter(|(_, may)| *may).map(|(name, _)| name).collect();
    let allowed = if allowed.is_empty() { "-".to_owned() } else { allowed.join(" ") };
    let _ = writeln!(text, "  {object:<17} {allowed}");
}
