//! Types of the API. They are made from what use cases answer, so that the API can stay as it is while the domain moves.

pub(crate) mod audit;
pub(crate) mod break_glass;
pub(crate) mod certificate;
pub(crate) mod connection;
pub(crate) mod connector;
pub(crate) mod continuity;
pub(crate) mod custom_role;
pub(crate) mod data_policy;
pub(crate) mod deployment;
pub(crate) mod drift;
pub(crate) mod environment;
pub(crate) mod expression;
pub(crate) mod firing;
pub(crate) mod flow;
pub(crate) mod handover;
pub(crate) mod history;
pub(crate) mod impact;
pub(crate) mod mail;
pub(crate) mod node;
pub(crate) mod pipeline;
pub(crate) mod principal;
pub(crate) mod promotion;
pub(crate) mod reference;
pub(crate) mod release;
pub(crate) mod replay;
pub(crate) mod role;
pub(crate) mod run;
pub(crate) mod second_factor;
pub(crate) mod session;
pub(crate) mod signature;
pub(crate) mod solution;
pub(crate) mod table;
pub(crate) mod token;
pub(crate) mod variable;
pub(crate) mod words;

use model::{FlowId, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// An instant in UTC, with microseconds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-11-22T10:00:00.000000Z")]
pub(crate) struct Instant(String);

impl From<Timestamp> for Instant {
    fn from(at: Timestamp) -> Self {
        Self(at.to_string())
    }
}

/// An instant that a caller gives, in ISO 8601 with an offset.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Moment(pub(crate) Timestamp);

impl TryFrom<String> for Moment {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let at = text.parse().map_err(|_| format!("`{text}` is not an instant such as 2026-12-31T00:00:00Z"))?;
        Ok(Self(at))
    }
}

/// A flow that uses something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct UsedBy {
    /// The flow's id.
    flow: Uuid,
    /// The flow's name.
    name: String,
}

impl From<(FlowId, String)> for UsedBy {
    fn from((flow, name): (FlowId, String)) -> Self {
        Self { flow: flow.0, name }
    }
}

/// Tells a member that is null from one that is left out.
pub(crate) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}
