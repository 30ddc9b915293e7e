//! Decides who may do what, and whose identity an action uses. Pure: every fact is passed in.
//!
//! It never looks anything up, knows no storage and reads no clock. The same functions answer the designer's preview, the run,
//! the audit and the leaver simulation, which is why those cannot disagree.
//!
//! Start at [`acting::acting_as`], [`call::decide`] and [`resolve::resolve`] for identities, at [`continuity`] for what somebody's
//! leaving breaks, at [`promotion`] for approvals, at [`data_policy`] for connectors that may stand in one flow, and at [`tier`], [`connection`] and [`role`] for rights.

pub mod acting;
pub mod call;
pub mod connection;
pub mod continuity;
pub mod data_policy;
pub mod preview;
pub mod privilege;
pub mod promotion;
pub mod resolve;
pub mod role;
pub mod scope;
pub mod tier;
pub mod validity;

pub use acting::{
    Acting, ActingSettings, ActionConnection, BlankInvoker, ProcessOwner, Refusal, Warning, acting_as, effective_mode,
};
pub use call::{Denied, Directory, Permitted, Through, decide};
pub use connection::{
    ConnectionStanding, Reauthentication, ReauthenticationFacts, may_with_connection, reauthentication,
};
pub use preview::{TriggerKind, is_anybody};
pub use privilege::{EnvironmentAction, FlowAction, Privilege, TenantAction};
pub use resolve::{Ability, Facts, resolve};
pub use role::{Membership, may_in_environment, may_in_tenant};
pub use tier::{Standing, may};
pub use validity::{AuthenticationFailed, ConnectionState};
