//! Rights as a golden file: a change in who may do what is a visible difference of `matrix.txt`.

use std::fmt::Write as _;

use access::{EnvironmentAction, FlowAction, Standing, TenantAction, may, may_in_environment, may_in_tenant};
use expect_test::expect_file;
use model::{EnvironmentRole, Tier};

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
    expect_file!["matrix.txt"].assert_eq(&text);
}

fn line(text: &mut String, object: &str, rights: impl Iterator<Item = (String, bool)>) {
    let allowed: Vec<String> = rights.filter(|(_, may)| *may).map(|(name, _)| name).collect();
    let allowed = if allowed.is_empty() { "-".to_owned() } else { allowed.join(" ") };
    let _ = writeln!(text, "  {object:<17} {allowed}");
}
