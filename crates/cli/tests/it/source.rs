//! Solutions as folders, and signatures beside packages.

use std::{collections::BTreeMap, fs, path::Path};

use expect_test::expect;

use crate::{orders, support::Bench};

/// The files under a folder, and what they hold.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(at) = waiting.pop() {
        for entry in fs::read_dir(at).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                waiting.push(entry);
            } else {
                let path = entry.strip_prefix(folder).expect("it is inside").display().to_string();
                found.insert(path, fs::read_to_string(&entry).expect("a text"));
            }
        }
    }
    found
}

#[test]
fn a_package_becomes_a_folder_and_a_package_again() {
    let bench = orders::bench();
    bench.check("solution repack orders orders.zip", expect![]);
    bench.check(
        "solution unpack orders.zip src/Orders",
        expect![[r#"
        Wrote 4 files to src/Orders.
    "#]],
    );
    let folder = bench.path().join("src/Orders");
    let first = tree(&folder);
    let paths: Vec<&str> = first.keys().map(String::as_str).collect();
    expect![[r#"
        Other/Customizations.xml
        Other/Solution.xml
        Workflows/Greet-5F0E8F2A-1111-4C0E-9A4E-0305E82C3301.json
        Workflows/Greet-5F0E8F2A-1111-4C0E-9A4E-0305E82C3301.json.data.xml"#]]
    .assert_eq(&paths.join("\n"));
    bench.check(
        "solution pack src/Orders again.zip",
        expect![[r#"
        Wrote again.zip.
    "#]],
    );
    for other in ["again.zip", "src/Orders"] {
        bench.check(
            &format!("solution diff orders.zip {other} --exit-code"),
            expect![[r#"
            Nothing changes.
        "#]],
        );
    }

    bench.check(
        "solution unpack again.zip src/Orders",
        expect![[r#"
        stderr: error[STW1127]: src/Orders is not empty.
        stderr: hint: Name another folder, or let the package take the place of what is there with --replace.
        exit: Some(1)
    "#]],
    );
    // What is gone from the package is gone from the folder; what is no part of the solution is left alone.
    fs::create_dir(folder.join("Roles")).expect("a folder");
    fs::write(folder.join("Roles/Old.xml"), "<Role />").expect("a file");
    fs::create_dir(folder.join(".git")).expect("a folder");
    fs::write(folder.join(".git/HEAD"), "x").expect("a file");
    bench.check(
        "solution unpack again.zip src/Orders --replace",
        expect![[r#"
        Wrote 4 files to src/Orders.
    "#]],
    );
    let mut second = tree(&folder);
    assert_eq!(second.remove(".git/HEAD").as_deref(), Some("x"));
    assert_eq!(second, first);
    assert!(!folder.join("Roles").exists());
}

#[test]
fn a_folder_with_something_else_is_left_alone() {
    let bench = orders::bench();
    bench.check("solution repack orders orders.zip", expect![]);
    fs::create_dir(bench.path().join("mine")).expect("a folder");
    fs::write(bench.path().join("mine/thesis.txt"), "years of work").expect("a file");
    bench.check(
        "solution unpack orders.zip mine --replace",
        expect![[r#"
        stderr: error[STW1127]: mine holds something else than an unpacked solution.
        stderr: hint: Name another folder, or empty this one.
        exit: Some(1)
    "#]],
    );
    assert_eq!(fs::read_to_string(bench.path().join("mine/thesis.txt")).expect("it is there"), "years of work");
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_folder() {
    let bench = orders::bench();
    bench.check("solution repack orders orders.zip", expect![]);
    let printed = bench.printed(&["solution", "unpack", "orders.zip", "out"]);
    assert!(printed.starts_with("Wrote"), "{printed}");
    let elsewhere = bench.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("a folder");
    fs::remove_dir_all(bench.path().join("out/Workflows")).expect("it is removed");
    std::os::unix::fs::symlink(&elsewhere, bench.path().join("out/Workflows")).expect("a link");
    let printed = bench.printed(&["solution", "unpack", "orders.zip", "out", "--replace"]);
    assert!(printed.contains("is a link") && printed.ends_with("exit: Some(1)\n"), "{printed}");
    assert_eq!(fs::read_dir(elsewhere).expect("it is there").count(), 0);
}

#[test]
fn a_signed_package_is_told_from_every_other() {
    let bench = orders::bench();
    bench.check("solution repack orders orders.zip", expect![]);
    let public = bench.printed(&["solution", "new-key", "signing.key"]);
    let (public, key) = (public.trim(), fs::read_to_string(bench.path().join("signing.key")).expect("a key"));
    assert!(public.len() == 44 && !key.contains(public), "{public}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(bench.path().join("signing.key")).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = bench.printed(&["solution", "new-key", "signing.key"]);
    assert!(again.contains("cannot be written"), "{again}");
    assert_eq!(fs::read_to_string(bench.path().join("signing.key")).expect("a key"), key);

    let source = "git+https://git.example/orders@4c0e8f2";
    let printed = bench.printed(&[
        "solution",
        "sign",
        "orders.zip",
        "--key",
        "signing.key",
        "--source",
        source,
        "--approved-by",
        "Ann",
    ]);
    assert_eq!(printed, "Wrote orders.steward.json.\n");
    let envelope = fs::read_to_string(bench.path().join("orders.steward.json")).expect("an envelope");
    let secret = key.trim().rsplit(':').next().expect("a key");
    assert!(!envelope.contains(secret) && !printed.contains(secret));

    let signer = format!("build={public}");
    let verify = |package: &str, envelope: &str, signer: &str| {
        bench.printed(&["solution", "verify", package, envelope, "--signer", signer])
    };
    let valid = verify("orders.zip", "orders.steward.json", &signer);
    assert!(
        valid.starts_with("Signed by build: Orders 1.2.0.0, made by steward ") && valid.contains(source),
        "{valid}"
    );
    assert!(valid.contains("SolutionChecker: 0 critical") && valid.contains("approved by Ann"), "{valid}");
    assert!(verify("orders.zip", "orders.steward.json", public).starts_with("Signed by "));

    // Another package, another key, a shorter envelope.
    let other = bench.printed(&["solution", "new-key", "other.key"]);
    let unknown = verify("orders.zip", "orders.steward.json", &format!("other={}", other.trim()));
    assert!(unknown.contains("error[STW1126]") && unknown.contains("not signed with the key"), "{unknown}");
    let text = fs::read_to_string(bench.path().join("orders/customizations.xml")).expect("a part");
    fs::write(bench.path().join("orders/customizations.xml"), text.replace("Dataverse<", "Dataversf<"))
        .expect("a part");
    bench.check("solution repack orders changed.zip", expect![]);
    let changed = verify("changed.zip", "orders.steward.json", &signer);
    assert!(changed.contains("error[STW1126]") && changed.contains("about another package"), "{changed}");
    fs::write(bench.path().join("cut.json"), &envelope[..envelope.len() / 2]).expect("a file");
    let cut = verify("orders.zip", "cut.json", &signer);
    assert!(cut.contains("error[STW1126]") && cut.ends_with("exit: Some(1)\n"), "{cut}");
    let json =
        bench.printed(&["solution", "verify", "changed.zip", "orders.steward.json", "--signer", &signer, "--json"]);
    assert!(json.contains(r#""verdict": "invalid""#) && json.ends_with("exit: Some(1)\n"), "{json}");

    let wrong = bench.printed(&["solution", "sign", "orders.zip", "--key", "orders.steward.json"]);
    assert!(wrong.contains("error[STW1125]"), "{wrong}");
    let wrong = verify("orders.zip", "orders.steward.json", "build=AAAA");
    assert!(wrong.contains("32 bytes of Ed25519"), "{wrong}");
}

#[test]
fn a_folder_is_signed_as_the_package_that_it_becomes() {
    let bench: Bench = orders::bench();
    bench.check("solution repack orders orders.zip", expect![]);
    for command in ["solution unpack orders.zip src", "solution pack src packed.zip", "solution new-key k"] {
        bench.printed(&command.split(' ').collect::<Vec<_>>());
    }
    let key = bench.printed(&["solution", "sign", "src", "--key", "k", "-o", "e.json", "--json"]);
    let key: serde_json::Value = serde_json::from_str(&key).expect("JSON");
    let public = key["publicKey"].as_str().expect("a key");
    let found = bench.printed(&["solution", "verify", "packed.zip", "e.json", "--signer", public]);
    assert!(found.starts_with("Signed by"), "{found}");
}
