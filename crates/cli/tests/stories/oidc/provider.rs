//! The provider of `crates/cli/tests/provider`, as a process.

use std::{
    fs,
    io::{BufRead as _, BufReader, Lines},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::ports;

/// What the provider knows its client by.
pub(super) const SECRET: &str = "a secret of the client";

/// A port on which nobody listens.
pub(super) fn closed_port() -> u16 {
    ports::free()
}

pub(super) struct Provider {
    port: u16,
    issuer: String,
    claims_in_id_token: bool,
    folder: TempDir,
    /// What it prints is kept open: a program that cannot print ends.
    process: Option<(Child, Lines<BufReader<ChildStdout>>)>,
}

impl Provider {
    /// One that does not run yet, because it has to be told where it leads back to.
    pub(super) fn prepare(claims_in_id_token: bool) -> Self {
        let (port, folder) = (ports::free(), tempfile::tempdir().expect("a folder"));
        fs::write(folder.path().join("secret"), format!("{SECRET}\n")).expect("written");
        let issuer = format!("http://127.0.0.1:{port}");
        let provider = Self { port, issuer, claims_in_id_token, folder, process: None };
        provider.set_groups(&json!({}));
        provider
    }

    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    pub(super) fn secret_file(&self) -> String {
        self.folder.path().join("secret").display().to_string()
    }

    /// Keeps a file beside the provider's, and answers its path.
    pub(super) fn file(&self, name: &str, content: &Value) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, content.to_string()).expect("written");
        path.display().to_string()
    }

    /// The groups of each name, from the next sign-in on.
    pub(super) fn set_groups(&self, groups: &Value) {
        self.file("groups.json", groups);
    }

    pub(super) fn start(&mut self, callbacks: &[String]) {
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/provider");
        let is_installed = home.join("node_modules/oidc-provider").is_dir();
        assert!(is_installed, "the provider is not installed: npm --prefix {} ci --ignore-scripts", home.display());
        let settings = json!({
            "port": self.port, "callbacks": callbacks, "claimsInIdToken": self.claims_in_id_token,
            "groups": self.folder.path().join("groups.json"),
        });
        let mut process = Command::new("node")
            .arg(home.join("provider.mjs"))
            .arg(settings.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node runs");
        let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let listens = lines.any(|line| line.is_ok_and(|line| line == "listening"));
        assert!(listens, "the provider ended before it listened");
        self.process = Some((process, lines));
    }

    pub(super) fn stop(&mut self) {
        if let Some((mut process, _)) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.stop();
    }
}
