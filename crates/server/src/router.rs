//! All addresses, and the layers around them.

use axum::{Router, middleware::from_fn_with_state};
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate as _, SizeAbove},
    },
    timeout::RequestBodyTimeoutLayer,
};

use crate::{
    Config, Parts, dataverse,
    envelope::{envelope, panicked},
    health, openapi,
    state::Server,
    triggers, ui,
};

/// Everything that a server answers, for tests and for embedding.
pub fn router(config: Config, parts: Parts) -> Router {
    build(Server::new(config, parts))
}

pub(crate) fn build(server: Server) -> Router {
    let (api, _) = openapi::described().split_for_parts();
    let layers = ServiceBuilder::new()
        .layer(compression())
        .layer(from_fn_with_state(server.clone(), envelope))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(RequestBodyTimeoutLayer::new(server.limits().body_time))
        // A body that timed out or that was counted is a body like any other to the handlers.
        .map_request(|request: axum::http::Request<_>| request.map(axum::body::Body::new));
    Router::new()
        .merge(api)
        .merge(openapi::routes())
        .merge(health::routes())
        .merge(dataverse::routes())
        .merge(triggers::routes())
        .fallback(ui::serve)
        .method_not_allowed_fallback(ui::method_not_allowed)
        .layer(layers)
        .with_state(server)
}

/// Texts are compressed; what is compressed already, or too small to gain, is not.
fn compression() -> CompressionLayer<impl tower_http::compression::Predicate> {
    let worth = SizeAbove::new(1_024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/octet-stream"));
    CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest).compress_when(worth)
}
