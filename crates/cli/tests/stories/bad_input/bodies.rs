//! Bodies that are no JSON, or too large.

use std::time::{Duration, Instant};

use reqwest::{Body, Method};
use serde_json::Value;

use super::Site;
use crate::{
    answer::Answer,
    caller::{Caller, dev, rows, text},
};

const LIMIT: &str = "33554432 bytes (32 MiB)";
const LARGE: usize = 100 << 20;

async fn send(caller: &Caller, path: &str, body: impl Into<Body>) -> Answer {
    let request = caller.request(Method::POST, path).header("Content-Type", "application/json");
    caller.send(request.body(body)).await
}

/// The address that starts the flow `Echo`.
async fn trigger(site: &Site) -> String {
    text(&site.soul.get(&dev("flows/Echo")).await.is(200)["triggerUrl"])
}

pub(super) async fn not_json(site: &Site) {
    let (soul, nobody, trigger) = (&site.soul, site.server.nobody(), trigger(site).await);
    let deep = "[".repeat(100_000);
    for (what, body, place) in [
        ("a mistake", &b"{\"name\": \"x\",\n  oops}"[..], "line 2, column 3"),
        ("half of it", b"{\"name\": \"x\"", "line 1, column 12"),
        ("not UTF-8", b"{\"name\": \"\xff\xfe\"}", "line 1, column 11"),
        ("deep", deep.as_bytes(), "line 1, column 1"),
    ] {
        let body = body.to_vec();
        let refusal = site.unharmed(what, send(soul, &dev("flows"), body.clone())).await.refused(400, "STW1004");
        assert!(refusal.path.starts_with(place), "{what}: {refusal:?}");
        let refusal = site.unharmed(what, send(&nobody, &trigger, body.clone())).await.refused(400, "STW1004");
        assert!(refusal.path.starts_with("line "), "{what}: {refusal:?}");
        let row = site.unharmed(what, send(soul, &rows("contacts"), body)).await;
        let message = web_api_message(&row, 400);
        assert!(message.contains(" at line ") && message.contains(", column "), "{what}: {message}");
    }
    let wrong = site.unharmed("a number", send(soul, &dev("flows"), "{\"name\": 1}")).await.refused(400, "STW1004");
    assert_eq!(wrong.path, "line 1, column 10");
}

/// Told the limit, quickly, and without being held in memory.
pub(super) async fn too_large(site: &Site) {
    let (soul, nobody, trigger) = (&site.soul, site.server.nobody(), trigger(site).await);
    let sign_in = "/auth/sign-in".to_owned();
    // What announces its size is not kept at all; of what does not, the limit is kept, and half as much while it grows.
    for (is_announced, may_grow) in [(true, 30), (false, 150)] {
        let what = if is_announced { "an announced body" } else { "a body without end" };
        let (began, before) = (Instant::now(), site.server.peak_memory());
        for (caller, path) in [(&nobody, &trigger), (soul, &dev("flows")), (&nobody, &sign_in)] {
            let refusal = site.unharmed(what, send(caller, path, large(is_announced))).await.refused(413, "STW1005");
            refusal.says(&[LIMIT]);
        }
        let row = site.unharmed(what, send(soul, &rows("contacts"), large(is_announced))).await;
        assert!(web_api_message(&row, 413).contains(LIMIT), "{}", row.text);
        assert!(began.elapsed() < Duration::from_secs(20), "{what} took {:?}", began.elapsed());
        if let (Some(before), Some(after)) = (before, site.server.peak_memory()) {
            // The kernel counts loosely: a peak may read a little lower than before.
            let grew = after.saturating_sub(before);
            assert!(grew < may_grow, "{what}: the server grew from {before} MiB to {after} MiB");
        }
    }
}

/// A body of 100 MB, which says so, or comes piece by piece.
fn large(is_announced: bool) -> Body {
    if is_announced {
        return Body::from(vec![b' '; LARGE]);
    }
    const PIECE: usize = 1 << 20;
    let pieces = (0..LARGE / PIECE).map(|_| Ok::<_, std::io::Error>(vec![b' '; PIECE]));
    Body::wrap_stream(futures_util::stream::iter(pieces))
}

/// The message of an error in Dataverse's shape.
#[track_caller]
pub(super) fn web_api_message(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{}: {}", answer.asked, answer.text);
    let error: &Value = &answer.json()["error"];
    assert!(error["code"].as_str().is_some_and(|code| code.starts_with("0x8")), "{}", answer.text);
    text(&error["message"])
}
