//! `steward solution diff`: what two packages do differently.

use std::{path::Path, process::ExitCode};

use anyhow::Result;
use serde::Serialize;
use serde_json::Value;
use solutions::{
    Contents, Package, Problem, Side,
    diff::{Diff, Risk, diff},
};

use super::{folder::packed, open::required};
use crate::{changes, cli::Globals, failure::Failure, output};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    before: End,
    after: End,
    risk: Option<Risk>,
    digest: String,
    #[serde(flatten)]
    diff: &'a Diff,
}

/// One of the two packages.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct End {
    file: String,
    #[serde(rename = "uniquename")]
    unique_name: Option<String>,
    version: Option<String>,
    digest: String,
}

/// Compares two packages. With `exit_code` the command fails where they differ.
pub(super) fn run(before: &Path, after: &Path, text: bool, exit_code: bool, globals: &Globals) -> Result<ExitCode> {
    let (was, is) = (read(before)?, read(after)?);
    let found = diff(Side::of(&was.1, &was.0), Side::of(&is.1, &is.0));
    if globals.json {
        let report = Report {
            before: end(before, &was),
            after: end(after, &is),
            risk: found.risk(),
            digest: found.digest(),
            diff: &found,
        };
        output::json(&report)?;
    } else {
        print(&found, text)?;
    }
    Ok(if exit_code && !found.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn read(path: &Path) -> Result<(Package, Contents)> {
    // A folder is compared as the package that it becomes, so that it can be compared with one.
    let package = packed(&required(path)?)?;
    let (contents, problems) = package.contents();
    match problems.into_iter().find(Problem::is_error) {
        Some(problem) => Err(Failure::new(format!("{}: {problem}", path.display())).into()),
        None => Ok((package, contents)),
    }
}

fn end(path: &Path, (package, contents): &(Package, Contents)) -> End {
    let manifest = contents.manifest.as_ref();
    End {
        file: path.display().to_string(),
        unique_name: manifest.map(|manifest| manifest.unique_name.clone()),
        version: manifest.map(|manifest| manifest.version.to_string()),
        digest: package.digest(),
    }
}

fn print(diff: &Diff, whole: bool) -> Result<()> {
    let changes: Vec<Value> = diff.changes.iter().map(serde_json::to_value).collect::<Result<_, _>>()?;
    let texts: Vec<&str> = diff.texts.iter().map(|flow| flow.unified.as_str()).collect();
    changes::print(&changes, whole.then(|| texts.join("\n")).as_deref())
}
