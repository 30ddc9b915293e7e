//! Nodes that start at the same moment on an empty database make one installation.

use testkit::postgres;

use crate::{
    common::Session,
    member::{DATABASE, Member},
    stub::Stub,
    world::{ALONE, give_key, logs},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_at_once_make_one_installation() {
    let _alone = ALONE.lock().await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().expect("a folder");
    let logs = logs("start");
    let postgres = tokio::task::block_in_place(postgres::Server::start);
    postgres.url(DATABASE);
    let stub = Stub::start().await;
    let start = |number: usize| {
        let data = folder.path().join(format!("node-{number}"));
        give_key(&data);
        Member::start(number, &data, &logs, &postgres, &stub, 2)
    };
    let mut members = [0, 1, 2].map(start);
    for member in &mut members {
        member.node.is_ready().await;
    }
    let mut seen = Vec::new();
    for member in &members {
        let soul = Session::open(member.node.base(), "soul").await;
        let flows = soul.get("/api/v1/environments/dev/flows").await;
        let mut names: Vec<_> =
            flows["value"].as_array().expect("flows").iter().map(|flow| flow["name"].clone()).collect();
        names.sort_by_key(ToString::to_string);
        assert!(!names.is_empty(), "the demo has flows");
        let mut once = names.clone();
        once.dedup();
        assert_eq!(names, once, "the demo was made once");
        seen.push((names, soul.contacts("fullname").await.len()));
    }
    assert!(seen.iter().all(|one| *one == seen[0]), "all nodes show the same: {seen:?}");
}
