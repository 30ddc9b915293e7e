//! What operators read: archives and servers.

use std::io::Write as _;

use expect_test::expect;
use flate2::{Compression, write::GzEncoder};

use crate::{server::Server, support::Bench};

/// One write of an archive.
fn member(lines: &[&str]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for line in lines {
        writeln!(encoder, "{line}").expect("written");
    }
    encoder.finish().expect("compressed")
}

const FIRST: &str = r#"{"id":"a","flow":{"id":"f","name":"Orders"},"status":"Succeeded","startedAt":"2026-11-22T10:00:00.000000Z","durationMs":12,"environment":"dev","startedBy":{"name":"soul"},"actions":[]}"#;
const SECOND: &str = r#"{"id":"b","flow":{"id":"f","name":"Orders"},"status":"Failed","startedAt":"2026-11-22T10:00:01.000000Z","environment":"dev","actions":[]}"#;

#[test]
fn an_archive_is_read_up_to_where_it_breaks_off() {
    let whole = [member(&[FIRST]), member(&[SECOND])].concat();
    let torn = [member(&[SECOND]), member(&[FIRST])].concat();
    let bench = Bench::with([
        ("whole.jsonl.gz", whole.as_slice()),
        ("torn.jsonl.gz", &torn[..torn.len() - 12]),
        ("text", b"no archive"),
    ]);
    bench.check(
        "history read whole.jsonl.gz",
        expect![[r#"
        RUN  ENVIRONMENT  FLOW    STATUS     STARTED               TOOK   BY
        a    dev          Orders  Succeeded  2026-11-22 10:00:00Z  12 ms  soul
        b    dev          Orders  Failed     2026-11-22 10:00:01Z
    "#]],
    );
    assert_eq!(bench.printed(&["history", "read", "whole.jsonl.gz", "--json"]), format!("{FIRST}\n{SECOND}\n"));
    let printed = bench.printed(&["history", "read", "torn.jsonl.gz", "--json"]);
    let said = "stderr: torn.jsonl.gz breaks off here: a server ended while it wrote.\n";
    assert_eq!(printed, format!("{SECOND}\n{said}"));
    bench.check(
        "history read text",
        expect![[r#"
        stderr: error: text cannot be read: invalid gzip header
        exit: Some(1)
    "#]],
    );
}

#[test]
fn administrators_list_the_servers() {
    let bench = Bench::with([]);
    let archive = bench.path().join("archive").display().to_string();
    let arguments = ["--node-name", "first", "--archive", archive.as_str(), "--history-days", "3"];
    let server = Server::start_with(&bench, &arguments);
    let run = |arguments: &[&str]| bench.printed(&[&["--url", server.url.as_str()], arguments].concat());
    run(&["login", "--name", "soul"]);
    assert!(run(&["node", "list"]).contains("administrator of the installation"));
    run(&["login", "--name", "admin"]);
    let listed = run(&["node", "list"]);
    let mut lines = listed.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    assert_eq!(lines.next(), Some(vec!["NAME", "ROLES", "VERSION", "SINCE", "LEASE", "LEFT", "RUNS"]), "{listed}");
    let first = lines.next().expect("a server");
    assert_eq!((first[0], first[1], first.last()), ("first", "api,worker,scheduler", Some(&"0")), "{listed}");
    let json: serde_json::Value = serde_json::from_str(&run(&["node", "list", "--json"])).expect("JSON");
    assert_eq!(json["value"][0]["name"], "first");
    assert!(bench.path().join("archive").is_dir());
}
