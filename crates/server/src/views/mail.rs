//! Mails.

use app::mails::Standing;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Instant, principal::PrincipalChip};

/// How mails are doing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MailsView {
    /// The mail server; absent where this server sends no mails.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "smtp+starttls://mail.example.org:587")]
    through: Option<String>,
    /// From whom they come.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// How many are to go out yet.
    waiting: i64,
    /// The newest that did not go out when they were tried.
    troubled: Vec<TroubleView>,
}

/// A mail that did not go out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TroubleView {
    to: PrincipalChip,
    subject: String,
    /// When it was made.
    made_at: Instant,
    /// Why.
    problem: String,
}

impl MailsView {
    pub(crate) fn new(through: Option<(String, String)>, standing: Standing) -> Self {
        let (through, from) = through.unzip();
        let troubled = standing.troubled.into_iter().map(|it| TroubleView {
            to: it.to.into(),
            subject: it.subject,
            made_at: it.made_at.into(),
            problem: it.problem,
        });
        Self { through, from, waiting: standing.waiting, troubled: troubled.collect() }
    }
}
