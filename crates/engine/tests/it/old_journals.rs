//! Journals that earlier versions wrote, which every later version must read.
//!
//! `tests/journals` holds for each: the flow as text, the bytes in hexadecimal, and the table that they say. A file there is never
//! changed. `WRITE_JOURNAL=name` writes the journal of `name.flow` as this version would, for a new one.

use std::{env, fs, path::PathBuf};

use engine::{
    Run,
    journal::{decode, encode},
};
use testkit::{Played, breaks, fails, flow, succeeds};

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/journals"))
}

/// The bytes that a text writes in hexadecimal.
fn bytes(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().filter_map(|letter| letter.to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

#[test]
fn old_journals_are_read_and_replayed() {
    let mut read = 0;
    for entry in fs::read_dir(folder()).expect("a folder").flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "journal") {
            continue;
        }
        let text = fs::read_to_string(path.with_extension("flow")).expect("the flow");
        let player = flow(&text).player();
        let segment = bytes(&fs::read_to_string(&path).expect("the journal"));
        let entries = decode(&segment).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let run = Run::replay(player.run.flow().clone(), player.run.start().clone(), &entries);
        assert!(run.ended().is_some(), "{}: the run has ended", path.display());
        let table = Played::of_journal(run, entries, None).to_string();
        assert_eq!(table, fs::read_to_string(path.with_extension("table")).expect("the table"), "{}", path.display());
        read += 1;
    }
    assert!(read > 0, "the journals are missing");
}

#[test]
fn writes_a_journal_if_told_to() {
    let Some(name) = env::var_os("WRITE_JOURNAL") else { return };
    let path = folder().join(name).with_extension("journal");
    assert!(!path.exists(), "a journal that was written once is never changed");
    let text = fs::read_to_string(path.with_extension("flow")).expect("the flow");
    let answers = [
        succeeds("get", "{\"rows\": [1, 2, 3]}").after(2),
        fails("send", 503).retry_after(30),
        breaks("send", "UnresolvableHostName").retry_after(30),
        fails("report", 404),
    ];
    let played = flow(&text).triggered_with("{\"name\": \"Sam\"}").answers(answers).play();
    let hex: Vec<String> = encode(&played.entries).iter().map(|byte| format!("{byte:02x}")).collect();
    let lines: Vec<String> = hex.chunks(64).map(<[String]>::concat).collect();
    fs::write(&path, lines.join("\n") + "\n").expect("written");
    fs::write(path.with_extension("table"), played.to_string()).expect("written");
}
