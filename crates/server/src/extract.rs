//! What handlers take from a request.

mod base;
mod body;
mod page;
mod signed_in;
mod visiting;

use axum::{
    extract::{
        FromRequestParts,
        rejection::{PathRejection, QueryRejection},
    },
    http::StatusCode,
};
use model::ErrorCode;

pub(crate) use base::Base;
pub(crate) use body::{Json, read_body, too_large};
pub(crate) use page::{Page, PageParams, paged};
pub(crate) use signed_in::SignedIn;
pub(crate) use visiting::{Peer, Visiting};

use crate::error::ApiError;

/// The names in an address.
#[derive(FromRequestParts, Debug)]
#[from_request(via(axum::extract::Path), rejection(ApiError))]
pub(crate) struct Path<T>(pub(crate) T);

/// The query of an address.
#[derive(FromRequestParts, Debug)]
#[from_request(via(axum::extract::Query), rejection(ApiError))]
pub(crate) struct Query<T>(pub(crate) T);

impl From<PathRejection> for ApiError {
    fn from(rejection: PathRejection) -> Self {
        Self::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, format!("The address cannot be read: {rejection}."))
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::bad_request(format!("The query of the address cannot be read: {rejection}."))
    }
}
