//! The definitions of flows, line by line.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, TextDiff as Lines};

use super::pair::{Pair, pairs};
use crate::{contents::FlowFile, secret};

/// Lines of a definition that are compared; comparing longer ones takes the square of their number.
const MOST_LINES: usize = 20_000;
/// Lines around a difference.
const CONTEXT: usize = 3;

/// The definition of a flow that differs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TextDiff {
    /// The flow's id.
    pub flow: String,
    /// What people read.
    pub name: String,
    /// The differences in the unified format, of the indented JSON with its own order of keys. Typed secrets are not shown.
    pub unified: String,
}

pub(super) fn compare(before: &[FlowFile], after: &[FlowFile]) -> Vec<TextDiff> {
    let mut found = Vec::new();
    for pair in pairs(before, after, |flow| flow.id) {
        let Pair::Both(was, is) = pair else { continue };
        if was.clientdata == is.clientdata {
            continue;
        }
        found.push(TextDiff { flow: is.id.to_string(), name: is.name.clone(), unified: unified(was, is) });
    }
    found
}

fn unified(was: &FlowFile, is: &FlowFile) -> String {
    // Values have text keys only, so there is nothing to refuse.
    let text =
        |flow: &FlowFile| serde_json::to_string_pretty(&secret::masked(&flow.clientdata)).unwrap_or_default() + "\n";
    let (old, new) = (text(was), text(is));
    if old.lines().count().max(new.lines().count()) > MOST_LINES {
        return format!("The definition has more than {MOST_LINES} lines, so they are not compared one by one.\n");
    }
    let lines = Lines::configure().algorithm(Algorithm::Patience).diff_lines(&old, &new);
    lines.unified_diff().context_radius(CONTEXT).header(&was.path, &is.path).to_string()
}
