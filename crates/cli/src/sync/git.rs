//! The system's git.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use model::ErrorCode;
use solutions::Package;

use crate::failure::Failure;

/// A repository with its files.
pub(super) struct Git {
    root: PathBuf,
    /// The remote that is kept the same, where the repository has it.
    remote: Option<String>,
}

impl Git {
    /// The repository that a folder is in.
    pub(super) fn of(folder: &Path, remote: Option<&str>) -> Result<Self> {
        let root = output(folder, &["rev-parse", "--show-toplevel"])?;
        let mut git = Self { root: PathBuf::from(root.trim_end()), remote: None };
        let remotes = git.run(&["remote"])?;
        git.remote = remote.filter(|name| remotes.lines().any(|line| line == *name)).map(str::to_owned);
        Ok(git)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// What git prints.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<String> {
        output(&self.root, arguments)
    }

    /// Whether git says yes: its status is 0 for yes and 1 for no.
    fn asks(&self, arguments: &[&str]) -> Result<bool> {
        let asked = command(&self.root, arguments).output().context(MISSING)?;
        match asked.status.code() {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => Err(refused(arguments, &asked.stderr).into()),
        }
    }

    /// Checks out the branch, and moves it forward to what the remote has.
    pub(super) fn switch(&self, branch: Option<&str>, make: bool) -> Result<()> {
        if let Some(remote) = &self.remote {
            self.run(&["fetch", "--quiet", remote, "+refs/steward/*:refs/steward/*"])?;
            self.run(&["fetch", "--quiet", remote])?;
        }
        if let Some(branch) = branch {
            let there = self.commit(&format!("refs/heads/{branch}"))?.is_some()
                || self.remote.as_ref().is_some_and(|remote| {
                    self.commit(&format!("refs/remotes/{remote}/{branch}")).is_ok_and(|found| found.is_some())
                });
            let new =
                if there || !make { &["switch", "--quiet", branch][..] } else { &["switch", "--quiet", "-c", branch] };
            self.run(new)?;
        }
        if let Some(remote) = &self.remote {
            let theirs = format!("refs/remotes/{remote}/{}", self.branch()?);
            if self.commit(&theirs)?.is_some() {
                self.run(&["merge", "--quiet", "--ff-only", &theirs])?;
            }
        }
        Ok(())
    }

    /// The branch that is checked out.
    pub(super) fn branch(&self) -> Result<String> {
        Ok(self.run(&["symbolic-ref", "--short", "HEAD"])?.trim_end().to_owned())
    }

    /// The commit that a name stands for, if there is one.
    pub(super) fn commit(&self, name: &str) -> Result<Option<String>> {
        let arguments = ["rev-parse", "--quiet", "--verify", &format!("{name}^{{commit}}")];
        let found = command(&self.root, &arguments).output().context(MISSING)?;
        let text = String::from_utf8_lossy(&found.stdout).trim_end().to_owned();
        Ok(found.status.success().then_some(text))
    }

    /// Whether a path is the same in two commits.
    pub(super) fn is_same(&self, one: &str, other: &str, path: &str) -> Result<bool> {
        self.asks(&["diff", "--quiet", one, other, "--", path])
    }

    /// The files below a path in a commit. None where there are none.
    pub(super) fn package(&self, commit: &str, path: &str) -> Result<Option<Package>> {
        let listed = self.run(&["ls-tree", "-r", "-z", "--full-tree", commit, &format!("{path}/")])?;
        let mut entries: Vec<(&str, &str)> = listed
            .split('\0')
            .filter_map(|line| {
                let (object, file) = line.split_once('\t')?;
                let mut words = object.split(' ');
                let (mode, _, id) = (words.next()?, words.next()?, words.next()?);
                // Links lead elsewhere, and modules are other repositories.
                mode.starts_with("100").then_some((id, file.strip_prefix(path)?.strip_prefix('/')?))
            })
            .collect();
        entries.sort_by_key(|(_, file)| *file);
        if entries.is_empty() {
            return Ok(None);
        }
        let contents = self.objects(entries.iter().map(|(id, _)| *id))?;
        let files = entries.iter().map(|(_, file)| *file).zip(contents);
        let package = Package::from_files(files).map_err(|error| Failure::coded(error.code(), error.to_string()))?;
        Ok(Some(package))
    }

    /// The contents of objects, by one process for all of them.
    fn objects<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Result<Vec<Vec<u8>>> {
        let arguments = ["cat-file", "--batch"];
        let mut process =
            command(&self.root, &arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context(MISSING)?;
        let (mut to, from) = (process.stdin.take().context("no input")?, process.stdout.take().context("no output")?);
        let mut from = BufReader::new(from);
        let mut found = Vec::new();
        let read = ids.into_iter().try_for_each(|id| -> Result<()> {
            writeln!(to, "{id}")?;
            let mut head = String::new();
            from.read_line(&mut head)?;
            let size: u64 = head.trim_end().rsplit(' ').next().unwrap_or_default().parse().context("git is unclear")?;
            let mut bytes = Vec::new();
            // A line end follows the content.
            from.by_ref().take(size + 1).read_to_end(&mut bytes)?;
            bytes.pop();
            found.push(bytes);
            Ok(())
        });
        drop(to);
        process.wait()?;
        read.map(|()| found)
    }

    /// Remembers that environment and repository are the same at this commit.
    pub(super) fn remember(&self, name: &str, commit: &str) -> Result<()> {
        self.run(&["update-ref", name, commit]).map(drop)
    }

    /// Sends the branch and what was remembered to the remote.
    pub(super) fn send(&self) -> Result<()> {
        let Some(remote) = &self.remote else { return Ok(()) };
        let branch = self.branch()?;
        self.run(&["push", "--quiet", remote, &branch, "+refs/steward/*:refs/steward/*"]).map(drop)
    }
}

const MISSING: &str = "git cannot be run: is it installed?";

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments).stdin(Stdio::null());
    // Names of files as they are, and no question that nobody answers.
    command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    command
}

fn output(folder: &Path, arguments: &[&str]) -> Result<String> {
    let done = command(folder, arguments).output().context(MISSING)?;
    if !done.status.success() {
        return Err(refused(arguments, &done.stderr).into());
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

fn refused(arguments: &[&str], why: &[u8]) -> Failure {
    let why = String::from_utf8_lossy(why);
    let message = format!("git {} failed: {}", arguments.first().unwrap_or(&""), why.trim());
    Failure::coded(ErrorCode::RepositoryNotReady, message)
}
