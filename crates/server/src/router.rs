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
    Config, Parts, callbacks, dataverse,
    envelope::{envelope, panicked},
    health, openapi, scim,
    state::{ProvidersError, Server},
    triggers, ui,
};

/// Everything that a server answers, for tests and for embedding.
///
/// # Errors
/// What speaks to providers of identities cannot be made.
pub fn router(config: Config, parts: Parts) -> Result<Router, ProvidersError> {
    Server::new(config, parts).map(build)
}

pub(crate) fn build(server: Server) -> Router {
    if !server.runtime().roles().api {
        return around(Router::new().merge(health::routes()).fallback(health::not_here), server);
    }
    let (api, _) = openapi::described().split_for_parts();
    let all = Router::new()
        .merge(api)
        .merge(openapi::routes())
        .merge(health::routes())
        .merge(dataverse::routes())
        .merge(scim::routes())
        .merge(triggers::routes())
        .merge(callbacks::routes())
        .fallback(ui::serve)
        .method_not_allowed_fallback(ui::method_not_allowed);
    around(all, server)
}

fn around(all: Router<Server>, server: Server) -> Router {
    let layers = ServiceBuilder::new()
        .layer(compression())
        .layer(from_fn_with_state(server.clone(), envelope))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(RequestBodyTimeoutLayer::new(server.limits().body_time))
        // A body with a timeout is a body like any other to the handlers.
        .map_request(|request: axum::http::Request<_>| request.map(axum::body::Body::new));
    all.layer(layers).with_state(server)
}

/// Texts are compressed; what is compressed already, or too small to gain, is not.
fn compression() -> CompressionLayer<impl tower_http::compression::Predicate> {
    let worth = SizeAbove::new(1_024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/octet-stream"));
    CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest).compress_when(worth)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use app::Steward;
    use axum::{
        body::{Body, to_bytes},
        http::Request,
        routing::get,
    };
    use model::Timestamp;
    use runtime::{Connectors, Runtime};
    use store::{KeyRing, Store};
    use tower::ServiceExt as _;

    use super::*;

    async fn breaks() {
        panic!("the inside of this");
    }

    #[tokio::test]
    async fn a_handler_that_panics_is_an_error_with_a_correlation_id() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&store::Config::at(&testkit::database::address(folder.path())).expect("an address"))
            .expect("a store");
        let keys = KeyRing::in_folder(folder.path()).expect("a key");
        let steward = Steward::new(store, keys, Arc::new(Timestamp::now), Arc::new(Connectors));
        let runtime = Runtime::start(steward.clone(), runtime::Config::default()).await.expect("a runtime");
        let server = Server::new(Config::default(), Parts { steward, runtime }).expect("a server");
        let router = around(Router::new().route("/breaks", get(breaks)), server);
        let id = "0192f0c1-2b7e-7c1a-9a55-3f1f5f7d9f10";
        let request = Request::get("/breaks").header("x-ms-client-request-id", id).body(Body::empty());
        let answer = router.oneshot(request.expect("a request")).await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 500);
        let text = to_bytes(answer.into_body(), 10_000).await.expect("a body");
        let text = String::from_utf8_lossy(&text);
        assert!(text.contains("STW1000") && text.contains(id), "{text}");
        assert!(!text.contains("the inside of this"), "{text}");
    }
}
