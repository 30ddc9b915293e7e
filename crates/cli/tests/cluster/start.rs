//! Nodes that start at the same moment on an empty database make one installation.

use crate::{common::Session, member::Member, world::Ground};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_at_once_make_one_installation() {
    let ground = Ground::prepare("start").await;
    let mut members = [0, 1, 2].map(|number| Member::start(number, &ground, 2));
    for member in &mut members {
        member.node.is_ready().await;
    }
    let mut seen = Vec::new();
    for member in &members {
        let soul = Session::open(member.node.base(), "soul").await;
        let flows = soul.get("/api/v1/environments/dev/flows").await;
        let names = flows["value"].as_array().expect("flows").iter().map(|flow| flow["name"].to_string());
        let mut names: Vec<_> = names.collect();
        names.sort();
        assert!(!names.is_empty(), "the demo has flows");
        let mut once = names.clone();
        once.dedup();
        assert_eq!(names, once, "the demo was made once");
        seen.push((names, soul.contacts("fullname").await.len()));
    }
    assert!(seen.iter().all(|one| *one == seen[0]), "all nodes show the same: {seen:?}");
}
