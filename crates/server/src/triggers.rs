//! Request triggers.

use axum::Router;

use crate::state::Server;

pub(crate) fn routes() -> Router<Server> {
    Router::new()
}
