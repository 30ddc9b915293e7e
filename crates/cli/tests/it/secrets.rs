//! `steward secrets`: another master key, under the hands of the real binary.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use expect_test::expect;
use serde_json::Value;

use crate::{server::Server, support::Bench};

/// A data folder with the demo, which no server uses any more.
fn data() -> Bench {
    let bench = Bench::with([]);
    drop(Server::start(&bench));
    bench
}

fn verified(bench: &Bench, arguments: &[&str]) -> Value {
    let printed = bench.printed(&[&["secrets", "verify", "--json", "--data", "data"], arguments].concat());
    serde_json::from_str(&printed).unwrap_or_else(|_| panic!("{printed}"))
}

/// How many values are under each key.
fn under(verified: &Value) -> Vec<(String, u64)> {
    let mut keys = std::collections::BTreeMap::new();
    for place in verified["places"].as_array().expect("places") {
        for (key, count) in place["under"].as_object().expect("keys") {
            *keys.entry(key.clone()).or_insert(0) += count.as_u64().expect("a count");
        }
    }
    keys.into_iter().collect()
}

fn rotating(folder: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_steward"))
        .args(["secrets", "rotate", "--data", "data", "--to", "new.key"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts")
}

#[test]
fn a_rotation_that_is_killed_goes_on_where_it_was() {
    let bench = data();
    let before = verified(&bench, &[]);
    let [(former, all)] = &under(&before)[..] else { panic!("one key: {before}") };
    for millis in [0, 5, 10, 20, 40, 80] {
        let mut process = rotating(bench.path());
        std::thread::sleep(Duration::from_millis(millis));
        process.kill().expect("it can be killed");
        process.wait().expect("it has ended");
        if bench.path().join("new.key").exists() {
            let both = ["--master-key-file", "new.key", "--former-master-key-file", "data/master.key"];
            let found = verified(&bench, &both);
            assert_eq!((found["broken"].as_u64(), under(&found).iter().map(|it| it.1).sum::<u64>()), (Some(0), *all));
        }
    }
    let printed = bench.printed(&["secrets", "rotate", "--data", "data", "--to", "new.key"]);
    assert!(printed.contains("Start servers with it from now on."), "{printed}");
    let after = verified(&bench, &["--master-key-file", "new.key"]);
    let [(key, count)] = &under(&after)[..] else { panic!("one key: {after}") };
    assert!(key != former && count == all && after["broken"] == 0, "{after}");
    assert_eq!(after["key"], **key);
    let file = bench.path().join("new.key").display().to_string();
    drop(Server::start_with(&bench, &["--master-key-file", &file]));
    // The key itself may stand in the variable.
    let hex: String =
        fs::read(bench.path().join("new.key")).expect("a key").iter().map(|it| format!("{it:02x}")).collect();
    assert_eq!(verified(&bench, &["--master-key", &hex])["broken"], 0);
}

#[test]
fn a_key_that_does_not_fit_is_refused() {
    let bench = data();
    fs::write(bench.path().join("other.key"), [7; 32]).expect("written");
    let other = verified(&bench, &[])["key"].as_str().expect("a key").to_owned();
    let printed =
        bench.printed(&["serve", "--data", "data", "--listen", "127.0.0.1:0", "--master-key-file", "other.key"]);
    let said =
        format!("error[STW1051]: The master key does not fit the data: the data was sealed with another one, {other}.");
    assert!(printed.contains(&said), "{printed}");
    for arguments in [
        &["secrets", "verify", "--data", "data", "--master-key-file", "other.key"][..],
        &["secrets", "rotate", "--data", "data", "--master-key-file", "other.key", "--to", "new.key"],
    ] {
        assert!(bench.printed(arguments).contains("STW1051"), "{arguments:?}");
    }
    assert_eq!(verified(&bench, &[])["broken"], 0, "nothing has changed");
    bench.check(
        "secrets rotate --data nowhere --master-key-file data/master.key --to new.key",
        expect![[r#"
            stderr: error[STW1050]: There is no database nowhere/steward.db.
            stderr: hint: Name the data folder with --data.
            exit: Some(1)
        "#]],
    );
    bench.check(
        "secrets verify --data data --former-master-key-file none.key",
        expect![[r#"
            stderr: error[STW1051]: the master key file none.key cannot be used: No such file or directory (os error 2).
            stderr: hint: Put back the `master.key` file that belongs to this data.
            exit: Some(1)
        "#]],
    );
    let _server = Server::start(&bench);
    let printed = bench.printed(&["secrets", "rotate", "--data", "data", "--to", "new.key"]);
    assert!(printed.contains("hint: Stop the server that uses it, or choose other data."), "{printed}");
}
