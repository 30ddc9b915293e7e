//! How trying a connection went.

use app::connections::probes::ProbeView;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    super::{Instant, principal::PrincipalChip, words::ProbeOutcome},
    ConnectionView,
};

/// How trying a connection went.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Probe {
    /// When it was tried.
    at: Instant,
    /// What came of it.
    outcome: ProbeOutcome,
    /// How long it took, in milliseconds.
    latency_ms: i64,
    /// What it means and what to do.
    message: String,
    /// What the target said, without secrets; for those who may use the connection.
    #[serde(skip_serializing_if = "String::is_empty")]
    raw: String,
    /// Who asked for it; nobody where the server did it by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_by: Option<PrincipalChip>,
}

impl From<ProbeView> for Probe {
    fn from(view: ProbeView) -> Self {
        let probe = view.probe;
        Self {
            at: probe.at.into(),
            outcome: probe.outcome.into(),
            latency_ms: probe.took,
            message: probe.message,
            raw: probe.raw,
            asked_by: view.asked_by.map(PrincipalChip::from),
        }
    }
}

/// What trying a connection has shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectionTest {
    /// How it went.
    pub(crate) probe: Probe,
    /// The connection as it stands now, with its health.
    pub(crate) connection: ConnectionView,
}
