//! The words of the product as the API spells them.

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident ($case:tt) = $model:ty { $($(#[$variant_doc:meta])* $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = $case)]
        pub(crate) enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl From<$model> for $name {
            fn from(word: $model) -> Self {
                match word {
                    $(<$model>::$variant => Self::$variant,)*
                }
            }
        }

        impl From<$name> for $model {
            fn from(word: $name) -> Self {
                match word {
                    $($name::$variant => Self::$variant,)*
                }
            }
        }
    )*};
}

mod connection;
mod continuity;
mod environment;
mod identity;
mod language;
mod people;
mod run;
mod solution;
mod table;

pub(crate) use self::{
    connection::{
        ConnectionAction, ConnectionKind, ConnectionWarningCode, ConnectorGroup, ProbeOutcome, Reauthentication,
    },
    continuity::{Certainty, EventKind, HandoverAnswer, HandoverStatus, RiskReason, StepKind, SubjectKind},
    environment::{BreakGlassState, DriftState, EnvironmentKind, VariableKind},
    identity::{Ability, ActingRule, ConnectionMode, FlowAction, RunAs, RuntimeSource},
    language::{CompletionKind, Level, Severity},
    people::{Depth, EnvironmentRole, PrincipalKind, PrincipalSource, TenantRole, Tier, Verb},
    run::{ActionStatus, FiringStatus, RunStatus, StartKind},
    solution::{
        BindingSource, ChangedKind, CheckSubjectKind, ComponentFate, DeploymentMode, DifferenceKind, Outcome,
        PromotionDecision, PromotionState, Risk, ValueSource,
    },
    table::{DateTimeBehavior, Mask, Ownership, Requirement, RowsToCopy, TableChange},
};
