//! A request of the Web API: where, who, on whose behalf, and how it wants to be answered.

use app::{
    Op, bootstrap,
    rows::{AskError, Asked, RowAnswer, RowRequest, ask},
};
use axum::{
    RequestPartsExt as _,
    extract::RawPathParams,
    http::{HeaderMap, header, request::Parts},
};
use model::PrincipalId;
use tables::{ErrorKind, ODataError};

use super::prefer::Prefer;
use crate::{
    error::{ApiError, ApiResult},
    extract::Base,
    state::Server,
    triggers::queries,
};

/// A request, without its body.
#[derive(Debug)]
pub(super) struct Asking {
    pub(super) server: Server,
    pub(super) op: Op,
    /// The environment's name.
    pub(super) environment: String,
    /// On whose behalf.
    pub(super) on_behalf_of: Option<PrincipalId>,
    /// What is asked for, below `v9.2/`, decoded.
    pub(super) path: String,
    /// Query options, decoded.
    pub(super) options: Vec<(String, String)>,
    /// The address of the Web API up to `v9.2`, as the caller sees it.
    pub(super) root: String,
    pub(super) prefer: Prefer,
    pub(super) headers: HeaderMap,
}

impl Asking {
    /// Reads everything but the body.
    ///
    /// # Errors
    /// Another version of the Web API, or an id of a user that is none.
    pub(super) async fn read(parts: &mut Parts, server: &Server, op: Op) -> ApiResult<Self> {
        let names = parts.extract::<RawPathParams>().await;
        let names = names.map_err(|error| ODataError::new(ErrorKind::InvalidQuery, error.to_string()))?;
        let named = |wanted: &str| names.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned());
        let version = named("version").unwrap_or_default();
        if !matches!(version.as_str(), "v9.0" | "v9.1" | "v9.2") {
            return Err(ODataError::no_resource(&version).into());
        }
        let headers = parts.headers.clone();
        let chosen = headers.get("steward-environment").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let base = Base::of(server, &headers).0;
        let (environment, root) = match named("environment") {
            Some(name) => {
                let root = format!("{base}/environments/{name}/api/data/{version}");
                (name, root)
            }
            None => {
                let name = match chosen {
                    Some(name) => name,
                    None => bootstrap::default_environment(server.steward()).await?,
                };
                (name, format!("{base}/api/data/{version}"))
            }
        };
        Ok(Self {
            on_behalf_of: on_behalf_of(&headers)?,
            prefer: Prefer::read(&headers),
            options: queries(parts.uri.query().unwrap_or_default()),
            path: named("path").unwrap_or_default(),
            server: server.clone(),
            environment,
            headers,
            root,
            op,
        })
    }

    /// Asks for rows.
    ///
    /// # Errors
    /// Not allowed, not valid, or not there.
    pub(super) async fn ask(&self, request: RowRequest, only_new: bool) -> ApiResult<RowAnswer> {
        let asked = Asked { environment: self.environment.clone(), on_behalf_of: self.on_behalf_of, request, only_new };
        Ok(ask(self.server.steward(), &self.op, asked).await?)
    }

    /// The value of a query option.
    pub(super) fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|(option, _)| option == name).map(|(_, value)| value.as_str())
    }

    /// The value of a header that is about versions of rows.
    pub(super) fn condition(&self, name: header::HeaderName) -> Option<&str> {
        // Clients send the word null to say that there is none.
        self.headers.get(name)?.to_str().ok().map(str::trim).filter(|text| *text != "null" && !text.is_empty())
    }
}

impl From<AskError> for ApiError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::App(error) => error.into(),
            AskError::Refused(error) => error.into(),
        }
    }
}

/// `CallerObjectId` wins over `MSCRMCallerID`; here both are a principal's id.
fn on_behalf_of(headers: &HeaderMap) -> Result<Option<PrincipalId>, ODataError> {
    let given = headers.get("callerobjectid").or_else(|| headers.get("mscrmcallerid"));
    let Some(given) = given else { return Ok(None) };
    let id = given.to_str().ok().and_then(|text| text.parse().ok());
    let id =
        id.ok_or_else(|| ODataError::new(ErrorKind::InvalidArgument, "The id of the user to act for is no GUID."))?;
    Ok(Some(id))
}
