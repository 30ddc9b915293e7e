//! Firings of triggers, in the platform's shape.

use app::firings::FiringSummary;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Instant, run::FailureView, words::FiringStatus};
use crate::extract::Base;

/// What came of a firing of a trigger.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct FiringView {
    /// The id of its run, or its own.
    pub(crate) name: Uuid,
    /// What it was.
    properties: FiringProperties,
}

/// What a firing was.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FiringProperties {
    /// When it fired.
    start_time: Instant,
    /// When it was decided what comes of it.
    end_time: Instant,
    /// When the clock was to fire it.
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_time: Option<String>,
    /// What came of it.
    status: FiringStatus,
    /// The platform's code.
    code: String,
    /// Whether it started a run.
    fired: bool,
    /// The run that it started.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<RunOfFiring>,
    /// Where to read what the trigger gave to the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    outputs_link: Option<Link>,
    /// What joins it with what others log of it.
    correlation: CorrelationView,
    /// The name of the trigger.
    trigger: String,
    /// The same as `name`, for a firing that was not resubmitted.
    origin_history_name: Uuid,
    /// Why there is no run.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<FailureView>,
}

/// The run that a firing started.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct RunOfFiring {
    /// Its address.
    id: String,
    /// Its id.
    name: Uuid,
}

/// Where something can be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct Link {
    /// The address.
    uri: String,
}

/// What joins runs with what others log of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CorrelationView {
    /// The caller's id, one that the trigger computes, or the run's.
    pub(crate) client_tracking_id: String,
}

impl FiringView {
    pub(crate) fn new(firing: FiringSummary, base: &Base, environment: &str) -> Self {
        let path = firing.run.map(|run| format!("/api/v1/environments/{environment}/runs/{run}"));
        let error = firing.error.map(FailureView::from);
        Self {
            name: firing.id,
            properties: FiringProperties {
                start_time: firing.at.into(),
                end_time: firing.at.into(),
                scheduled_time: firing.scheduled_time,
                status: firing.status.into(),
                code: error.as_ref().map_or_else(|| "OK".to_owned(), |error| error.code.clone()),
                fired: firing.run.is_some(),
                outputs_link: path.as_ref().map(|path| Link { uri: format!("{}{path}", base.0) }),
                run: firing.run.zip(path).map(|(run, id)| RunOfFiring { id, name: run.0 }),
                correlation: CorrelationView { client_tracking_id: firing.tracking_id },
                trigger: firing.trigger,
                origin_history_name: firing.id,
                error,
            },
        }
    }
}
