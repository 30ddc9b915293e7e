//! An environment and a git repository are kept the same.

use std::{fs, path::PathBuf, process::Command};

use crate::{orders, server::Server, support::Bench};

/// A server with the solution in dev, and a repository with a clone.
struct Place {
    bench: Bench,
    server: Server,
}

impl Place {
    fn new() -> Self {
        let bench = orders::bench();
        let server = Server::start(&bench);
        let place = Self { bench, server };
        assert!(place.steward("login --name soul").starts_with("Signed in"));
        let imported = place.steward("solution import orders");
        assert!(imported.starts_with("Imported Orders 1.2.0.0."), "{imported}");
        place.git(".", "init --quiet --bare --initial-branch=main origin.git");
        place.git(".", "clone --quiet origin.git work");
        place.git("work", "switch --quiet -c main");
        place
    }

    fn steward(&self, command: &str) -> String {
        let mut arguments = vec!["--url", &self.server.url, "--environment", "dev"];
        arguments.extend(command.split(' '));
        self.bench.printed(&arguments)
    }

    fn git(&self, folder: &str, command: &str) -> String {
        let done = Command::new("git")
            .args(["-c", "user.name=Bo", "-c", "user.email=bo@example.com", "-c", "protocol.file.allow=always"])
            .args(command.split(' '))
            .current_dir(self.bench.path().join(folder))
            .output()
            .expect("git runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        assert!(done.status.success(), "git {command}: {}", text(done.stderr));
        text(done.stdout)
    }

    /// The flow's file in a clone.
    fn flow(&self, clone: &str) -> PathBuf {
        let folder = self.bench.path().join(clone).join("solutions/Orders/Workflows");
        let files = fs::read_dir(folder).expect("flows").map(|entry| entry.expect("a file").path());
        files.into_iter().find(|path| path.extension().is_some_and(|it| it == "json")).expect("the flow")
    }

    /// Changes a text of the flow in a clone, and commits and sends it.
    fn commit(&self, clone: &str, from: &str, to: &str) {
        let file = self.flow(clone);
        let text = fs::read_to_string(&file).expect("the flow");
        assert!(text.contains(from), "{text}");
        fs::write(&file, text.replace(from, to)).expect("the flow");
        self.git(clone, "commit --quiet --all -m edited");
        self.git(clone, "push --quiet origin HEAD");
    }

    /// Changes a text of the flow in the environment.
    fn edit(&self, from: &str, to: &str) {
        self.steward("solution export Orders here.zip");
        fs::remove_dir_all(self.bench.path().join("here")).ok();
        self.steward("solution unpack here.zip here");
        let folder = self.bench.path().join("here/Workflows");
        for file in fs::read_dir(folder).expect("flows").map(|entry| entry.expect("a file").path()) {
            let text = fs::read_to_string(&file).expect("a text");
            fs::write(&file, text.replace(from, to)).expect("a text");
        }
        let imported = self.steward("solution import here");
        assert!(imported.starts_with("Imported"), "{imported}");
    }
}

#[test]
fn what_changes_in_the_environment_is_committed_and_what_is_merged_is_brought_in() {
    let place = Place::new();
    let sync = |command: &str| place.steward(&format!("sync {command} --solution Orders"));
    // Nothing is written by a look.
    let look = sync("push work --dry-run");
    assert!(look.contains("There is a new flow `Greet`") && look.ends_with("Nothing was committed.\n"), "{look}");
    assert!(!place.bench.path().join("work/solutions").exists());

    let first = sync("push work");
    assert!(first.contains("Committed "), "{first}");
    let log = place.git("origin.git", "log main --format=%an|%s|%b");
    assert!(log.starts_with("Soul S.|dev: Orders|") && log.contains("There is a new flow `Greet`"), "{log}");
    assert_eq!(sync("push work"), "Nothing to commit.\n");
    assert_eq!(sync("pull work"), "Nothing to bring in.\n");

    place.edit("Hello", "Good day");
    let second = sync("push work");
    assert!(second.contains("`Hello`") && second.contains("`Good day`"), "{second}");
    let lines = place.git("origin.git", "diff --numstat main~1 main");
    assert_eq!(lines.split_whitespace().take(2).collect::<Vec<_>>(), ["1", "1"], "{lines}");

    // Somebody merges a change of his own.
    place.git(".", "clone --quiet origin.git other");
    place.commit("other", "Good day", "Welcome");
    let told = sync("push work");
    assert!(told.contains("Orders has changed in the repository only: pull it."), "{told}");
    let look = sync("pull work --dry-run");
    assert!(look.starts_with("Would import Orders"), "{look}");
    let pulled = sync("pull work");
    assert!(pulled.starts_with("Imported Orders"), "{pulled}");
    let there = place.steward("flow version Greet 3");
    assert!(there.contains("Welcome"), "{there}");
    assert_eq!(
        (sync("pull work").as_str(), sync("push work").as_str()),
        ("Nothing to bring in.\n", "Nothing to commit.\n")
    );
}

#[test]
fn when_both_have_changed_git_merges_them() {
    let place = Place::new();
    let sync = |command: &str| place.steward(&format!("sync {command} --solution Orders"));
    assert!(sync("push work").contains("Committed "));
    place.git(".", "clone --quiet origin.git other");
    place.commit("other", "Bye", "See you");
    place.edit("Hello", "Good day");
    for command in ["push work", "pull work", "push work --dry-run"] {
        let refused = sync(command);
        assert!(
            refused.contains("error[STW1129]: Orders has changed in dev and in the repository since "),
            "{refused}"
        );
        assert!(refused.ends_with("exit: Some(1)\n"), "{refused}");
    }
    place.git("work", "switch --quiet -c from-dev refs/steward/dev/Orders");
    let pushed = sync("push work --branch from-dev");
    assert!(pushed.contains("Committed "), "{pushed}");
    place.git("work", "switch --quiet main");
    place.git("work", "merge --quiet -m merged from-dev");
    let pulled = sync("pull work");
    assert!(pulled.starts_with("Imported Orders"), "{pulled}");
    let there = place.steward("flow version Greet 3");
    assert!(there.contains("Good day") && there.contains("See you"), "{there}");
    assert_eq!(sync("push work"), "Nothing to commit.\n");
}

#[test]
fn one_side_wins_only_where_that_is_said() {
    let place = Place::new();
    let sync = |command: &str| place.steward(&format!("sync {command} --solution Orders"));
    assert!(sync("push work").contains("Committed "));
    place.git(".", "clone --quiet origin.git other");
    place.commit("other", "Hello", "Welcome");
    place.edit("Hello", "Good day");
    let pulled = sync("pull work --overwrite");
    assert!(pulled.starts_with("Imported"), "{pulled}");
    assert_eq!(sync("push work"), "Nothing to commit.\n");
    assert!(fs::read_to_string(place.flow("work")).expect("the flow").contains("Welcome"));
}

#[test]
fn a_repository_that_is_not_ready_is_left_alone() {
    let place = Place::new();
    let none = place.steward("sync push orders --solution Orders");
    assert!(none.contains("error[STW1128]") && none.contains("not a git repository"), "{none}");
    assert!(place.steward("sync push work --solution Orders").contains("Committed "));
    fs::write(place.flow("work"), "{}").expect("a file");
    for command in ["push", "pull"] {
        let dirty = place.steward(&format!("sync {command} work --solution Orders"));
        assert!(dirty.contains("error[STW1128]: There are changes in solutions/ that nobody committed."), "{dirty}");
    }
    assert_eq!(fs::read_to_string(place.flow("work")).expect("the flow"), "{}");
}

#[test]
fn an_environment_has_a_folder_or_a_branch_of_its_own() {
    let place = Place::new();
    place.git("work", "commit --quiet --allow-empty -m begun");
    place.git("work", "push --quiet origin main");
    let folder = place.steward("sync push work --folder dev --solution Orders");
    assert!(folder.contains("Committed "), "{folder}");
    assert!(place.bench.path().join("work/dev/solutions/Orders/Other/Solution.xml").is_file());
    let branch = place.steward("sync push work --branch of-dev --overwrite --solution Orders");
    assert!(branch.contains("Committed "), "{branch}");
    let files = place.git("origin.git", "ls-tree -r --name-only of-dev");
    assert!(files.contains("\nsolutions/Orders/Other/Solution.xml\n"), "{files}");
}
