//! Numbers that stand for enumerations in the database. A number that has been released never changes its meaning.

use model::{
    ConnectionAction, ConnectionMode, Depth, EnvironmentKind, EnvironmentRole, HandoverAnswer, HandoverStatus,
    PrincipalKind, PrincipalSource, ProbeOutcome, PromotionDecision, PromotionStatus, Tier, VariableKind, Verb,
};

use crate::StoreError;

/// An enumeration with a number for each of its values.
pub(crate) trait Code: Copy + PartialEq + 'static {
    /// What to call it in an error.
    const WHAT: &'static str;
    /// Each value with its number.
    const CODES: &'static [(Self, i64)];

    fn code(self) -> i64 {
        Self::CODES.iter().find(|(value, _)| *value == self).map_or(-1, |(_, code)| *code)
    }

    fn from_code(code: i64) -> Result<Self, StoreError> {
        let found = Self::CODES.iter().find(|(_, number)| *number == code);
        found.map(|(value, _)| *value).ok_or_else(|| StoreError::corrupt(Self::WHAT, code))
    }
}

impl Code for PrincipalKind {
    const WHAT: &'static str = "kind of principal";
    const CODES: &'static [(Self, i64)] = &[(Self::User, 0), (Self::ServiceAccount, 1), (Self::Group, 2)];
}

impl Code for PrincipalSource {
    const WHAT: &'static str = "source of a principal";
    const CODES: &'static [(Self, i64)] = &[(Self::Local, 0), (Self::Scim, 1), (Self::Oidc, 2)];
}

impl Code for EnvironmentKind {
    const WHAT: &'static str = "kind of environment";
    const CODES: &'static [(Self, i64)] = &[(Self::Dev, 0), (Self::Test, 1), (Self::Prod, 2)];
}

impl Code for EnvironmentRole {
    const WHAT: &'static str = "role in an environment";
    const CODES: &'static [(Self, i64)] = &[(Self::User, 0), (Self::Maker, 1), (Self::Admin, 2), (Self::Auditor, 3)];
}

impl Code for Tier {
    const WHAT: &'static str = "tier";
    const CODES: &'static [(Self, i64)] =
        &[(Self::RunOnlyUser, 0), (Self::Viewer, 1), (Self::CoOwner, 2), (Self::PrimaryOwner, 3)];
}

impl Code for ConnectionMode {
    const WHAT: &'static str = "connection mode";
    const CODES: &'static [(Self, i64)] = &[(Self::Own, 0), (Self::Impersonate, 1), (Self::RunOnlyUser, 2)];
}

impl Code for ConnectionAction {
    const WHAT: &'static str = "right on a connection";
    const CODES: &'static [(Self, i64)] = &[(Self::See, 1), (Self::Use, 2), (Self::Rebind, 4), (Self::Manage, 8)];
}

impl Code for ProbeOutcome {
    const WHAT: &'static str = "outcome of trying a connection";
    const CODES: &'static [(Self, i64)] =
        &[(Self::Accepted, 0), (Self::Refused, 1), (Self::Unclear, 2), (Self::Unreachable, 3)];
}

impl Code for VariableKind {
    const WHAT: &'static str = "kind of variable";
    const CODES: &'static [(Self, i64)] = &[
        (Self::String, 100_000_000),
        (Self::Number, 100_000_001),
        (Self::Boolean, 100_000_002),
        (Self::Json, 100_000_003),
        (Self::DataSource, 100_000_004),
        (Self::Secret, 100_000_005),
    ];
}

impl Code for Verb {
    const WHAT: &'static str = "privilege";
    const CODES: &'static [(Self, i64)] = &[
        (Self::Create, 0),
        (Self::Read, 1),
        (Self::Write, 2),
        (Self::Delete, 3),
        (Self::Append, 4),
        (Self::AppendTo, 5),
        (Self::Assign, 6),
        (Self::Share, 7),
    ];
}

impl Code for Depth {
    const WHAT: &'static str = "depth";
    const CODES: &'static [(Self, i64)] =
        &[(Self::User, 1), (Self::BusinessUnit, 2), (Self::ParentChild, 4), (Self::Organization, 8)];
}

impl Code for HandoverStatus {
    const WHAT: &'static str = "status of a hand-over plan";
    const CODES: &'static [(Self, i64)] =
        &[(Self::Draft, 0), (Self::Approved, 1), (Self::Scheduled, 2), (Self::Applied, 3), (Self::Undone, 4)];
}

impl Code for HandoverAnswer {
    const WHAT: &'static str = "answer to a hand-over plan";
    const CODES: &'static [(Self, i64)] = &[(Self::Approved, 0), (Self::Accepted, 1)];
}

impl Code for PromotionStatus {
    const WHAT: &'static str = "status of a promotion";
    const CODES: &'static [(Self, i64)] = &[
        (Self::Open, 0),
        (Self::Applied, 1),
        (Self::Rejected, 2),
        (Self::Withdrawn, 3),
        (Self::Stale, 4),
        (Self::Failed, 5),
    ];
}

impl Code for PromotionDecision {
    const WHAT: &'static str = "decision on a promotion";
    const CODES: &'static [(Self, i64)] = &[(Self::Approve, 0), (Self::Reject, 1)];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_reads_back_as_its_value() {
        fn check<T: Code + std::fmt::Debug>() {
            for (value, code) in T::CODES {
                assert_eq!(value.code(), *code);
                assert_eq!(T::from_code(*code).expect("a known number"), *value);
            }
            assert!(T::from_code(99).is_err());
        }
        check::<PrincipalKind>();
        check::<EnvironmentKind>();
        check::<EnvironmentRole>();
        check::<Tier>();
        check::<ConnectionMode>();
        check::<VariableKind>();
        check::<Verb>();
        check::<Depth>();
        check::<HandoverStatus>();
        check::<HandoverAnswer>();
        check::<PromotionStatus>();
        check::<PromotionDecision>();
    }
}
