//! Who is in the demo, where, and with which connections.

use model::{EnvironmentKind, EnvironmentRole, PrincipalKind};

/// What everybody signs in with. The demo is for trying things on one's own machine, and says so when it starts.
pub(crate) const PASSWORD: &str = "demo";
/// [`PASSWORD`] hashed as passwords are. It is shorter than one that a person may choose, so it is not hashed at the start.
pub(super) const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$SKUpJ+v8M5MCc9VpepPiXA$wBMtDji0MZsA+CxHuAzX00+1rqaGUOdymXEEhdJ9tLA";

/// Somebody of the demo.
pub(super) struct Person {
    pub(super) kind: PrincipalKind,
    pub(super) name: &'static str,
    pub(super) display_name: &'static str,
    /// Environments, and as what.
    pub(super) member_of: &'static [(&'static str, EnvironmentRole)],
    /// Environments in which there is a Dataverse connection, and the connection references that it is bound to in `dev`.
    pub(super) connected_in: &'static [&'static str],
    pub(super) references: &'static [&'static str],
    /// Security roles in `dev`.
    pub(super) roles: &'static [&'static str],
}

const USER: PrincipalKind = PrincipalKind::User;

/// Everybody but the administrator, whom every installation has.
pub(super) const PEOPLE: [Person; 7] = [
    Person {
        kind: USER,
        name: "soul",
        display_name: "Soul S.",
        member_of: &[
            ("dev", EnvironmentRole::Admin),
            ("test", EnvironmentRole::Admin),
            ("prod", EnvironmentRole::User),
        ],
        connected_in: &["dev"],
        references: &["demo_dataverse_soul"],
        roles: &[super::package::CONTACTS, super::package::ON_BEHALF, super::visits::VISITS],
    },
    Person {
        kind: USER,
        name: "roohi",
        display_name: "Roohi",
        member_of: &[("dev", EnvironmentRole::Maker), ("test", EnvironmentRole::User)],
        connected_in: &["dev"],
        references: &["demo_dataverse_roohi"],
        roles: &[super::package::CONTACTS, super::package::ON_BEHALF, super::visits::VISITS],
    },
    Person {
        kind: USER,
        name: "sam",
        display_name: "Sam",
        member_of: &[("dev", EnvironmentRole::User)],
        connected_in: &[],
        references: &[],
        roles: &[super::package::CONTACTS],
    },
    Person {
        kind: USER,
        name: "david",
        display_name: "David",
        member_of: &[("dev", EnvironmentRole::User)],
        connected_in: &[],
        references: &[],
        roles: &[super::package::CONTACTS],
    },
    // May start one flow, and needs nothing else for it.
    Person {
        kind: USER,
        name: "rita",
        display_name: "Rita",
        member_of: &[],
        connected_in: &[],
        references: &[],
        roles: &[],
    },
    Person {
        kind: PrincipalKind::ServiceAccount,
        name: "finance-bot",
        display_name: "Finance bot",
        member_of: &[("dev", EnvironmentRole::User), ("test", EnvironmentRole::User), ("prod", EnvironmentRole::User)],
        connected_in: &["dev", "test", "prod"],
        references: &["demo_dataverse_finance", super::visits::REFERENCE],
        roles: &[super::package::CONTACTS, super::visits::VISITS],
    },
    // Brings what is promoted to the other environments.
    Person {
        kind: PrincipalKind::ServiceAccount,
        name: super::visits::DEPLOYER,
        display_name: "Deploy bot",
        member_of: &[("test", EnvironmentRole::Admin), ("prod", EnvironmentRole::Admin)],
        connected_in: &["test", "prod"],
        references: &[],
        roles: &[],
    },
];

/// The environments beside `dev`, which every installation starts with: name, display name, kind, whether it is protected.
pub(super) const ENVIRONMENTS: [(&str, &str, EnvironmentKind, bool); 2] =
    [("test", "Test", EnvironmentKind::Test, false), ("prod", "Prod", EnvironmentKind::Prod, true)];

/// The contacts, with who owns each. The first one is what `steward demo run-as` changes.
pub(super) const CONTACTS: [(&str, &str, &str); 4] = [
    ("Nadia", "Brandt", "david"),
    ("Joseph", "Okafor", "sam"),
    ("Lena", "Fischer", "roohi"),
    ("Tomas", "Novak", "soul"),
];
