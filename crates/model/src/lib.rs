//! The product's words: ids and plain types.
//!
//! Everything here is data with no behaviour beyond parsing and printing itself. It knows nothing of permissions,
//! storage or HTTP. Names are the ones of the glossary in `ARCHITECTURE.md`.

pub mod break_glass;
pub mod connection;
pub mod data_policy;
pub mod environment;
pub mod error;
pub mod flow;
pub mod handover;
pub mod id;
pub mod principal;
pub mod promotion;
pub mod role;
pub mod run;
pub mod table;
pub mod time;

pub use break_glass::{BreakGlass, BreakGlassState};
pub use connection::{
    Connection, ConnectionAction, ConnectionReference, ConnectorName, EnvironmentVariable, Probe, ProbeOutcome,
    SecretVersion, VariableKind,
};
pub use data_policy::{ConnectorGroup, DataPolicy, PolicyScope};
pub use environment::{Environment, EnvironmentKind};
pub use error::ErrorCode;
pub use flow::{ConnectionMode, RunAs, Tier};
pub use handover::{HandoverAnswer, HandoverStatus};
pub use id::{
    BreakGlassId, CertificateId, ConnectionId, EnvironmentId, FlowId, FlowKey, HandoverId, PipelineId, PrincipalId,
    PromotionId, ReleaseId, RoleId, RowId, RunId, SessionId, TokenId,
};
pub use principal::{Ended, EndedBy, EnvironmentRole, Principal, PrincipalKind, PrincipalSource, TenantRole};
pub use promotion::{PromotionDecision, PromotionStatus};
pub use role::{Depth, Privilege, Verb};
pub use run::{ActingIdentity, ActingRule, FiringStatus, RunFacts, RunStatus, StartKind};
pub use time::Timestamp;
