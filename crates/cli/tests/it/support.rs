//! A folder with files, and the binary that is run in it.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use expect_test::Expect;
use tempfile::TempDir;

/// A folder that goes away with the test.
pub(crate) struct Bench {
    folder: TempDir,
}

impl Bench {
    /// A folder with these files.
    pub(crate) fn with<const N: usize>(files: [(&str, &[u8]); N]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        for (path, bytes) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        }
        Self { folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `steward` with these arguments.
    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_steward"))
            .args(arguments)
            .current_dir(self.path())
            .env_remove("STEWARD_URL")
            .env_remove("STEWARD_TOKEN")
            .env_remove("STEWARD_ENVIRONMENT")
            .env_remove("STEWARD_DATA")
            .env("STEWARD_PASSWORD", "demo")
            .env("STEWARD_CONFIG", self.path().join("config.toml"))
            .output()
            .expect("the binary runs")
    }

    /// What a command prints, and its exit status where it is not 0. Its arguments stand between blanks.
    pub(crate) fn check(&self, command: &str, expected: Expect) {
        self.check_arguments(&command.split(' ').collect::<Vec<_>>(), expected);
    }

    /// As [`check`](Self::check), with arguments that may hold blanks.
    pub(crate) fn check_arguments(&self, arguments: &[&str], expected: Expect) {
        expected.assert_eq(&self.printed(arguments));
    }

    /// What a command prints, and its exit status where it is not 0.
    pub(crate) fn printed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let mut printed = String::from_utf8(output.stdout).expect("standard output is text");
        for line in String::from_utf8(output.stderr).expect("standard error is text").lines() {
            printed.push_str(&format!("stderr: {line}\n"));
        }
        match output.status.code() {
            Some(0) => {}
            code => printed.push_str(&format!("exit: {code:?}\n")),
        }
        printed
    }
}
