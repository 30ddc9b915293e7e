//! The solution checker: what is a bad idea in a solution that could be imported all the same.
//!
//! Each rule has a [`CheckCode`], a severity, the one thing to do, and a page in `docs/checks`. A rule looks at one flow, or at
//! the components beside the flows; it decides on what the files say and never asks an environment. Whoever knows better waives
//! a finding where it is: see [`Finding::waived`].
//!
//! Start at [`check`]; the rules are in the files below, by what they are about.

use serde::{Deserialize, Serialize};

use crate::{Contents, Package};

mod code;
mod component;
mod deprecated;
mod failure;
mod flow;
mod identity;
mod line;
mod list;
mod literal;
mod secret;
mod start;
mod waiver;

pub use code::CheckCode;
use flow::FlowUnderCheck;

/// How many findings with one code are told of one package. Nobody reads more, and a hostile package cannot ask for more.
const MOST: usize = 500;

/// How bad a finding is. Greater is worse. Source: the solution checker's severities.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Worth knowing.
    Informational,
    /// It costs time or trouble some day.
    Low,
    /// It breaks when the solution moves to another environment, or does more than it should.
    Medium,
    /// It lets somebody in, or does not work.
    High,
    /// A secret is out.
    Critical,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Informational];

    /// The word as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Informational => "informational",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// How many findings there are of each severity, without those that are waived, in words.
pub fn tally(findings: &[Finding]) -> String {
    let counts = Severity::ALL.map(|severity| {
        let count = findings.iter().filter(|it| it.severity == severity && it.waived.is_none()).count();
        format!("{count} {}", severity.as_str())
    });
    counts.join(", ")
}

/// Where a finding is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The path of the file in the package.
    pub file: String,
    /// Where in it, with slashes (`actions/Send_mail/inputs/parameters/emailMessage/To`). Empty for the whole.
    pub path: String,
    /// The line, from 1, where the trigger or action begins that it is in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u32>,
}

/// Something that is a bad idea.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// Which rule found it.
    pub code: CheckCode,
    /// How bad it is.
    pub severity: Severity,
    /// What it is and where, in one sentence. Typed secrets are not shown.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// The one thing to do.
    pub fix: String,
    /// Why somebody decided that it is right all the same: the text behind `allow CODE:` on a line of the note of the action, or of
    /// the description of the flow, the variable or the reference. A finding that is waived is told and does not count.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub waived: Option<String>,
}

impl Finding {
    /// Whether it counts, and is at least so bad.
    pub fn reaches(&self, severity: Severity) -> bool {
        self.waived.is_none() && self.severity >= severity
    }
}

/// What is a bad idea in a package, the worst first; of one severity in the order of the files. At most 500 of a code.
pub fn check(contents: &Contents, package: &Package) -> Vec<Finding> {
    let mut found = Findings::default();
    let deprecated = deprecated::operations(contents, package);
    for file in &contents.flows {
        let source = crate::diff::flow::definition(file);
        let flow = FlowUnderCheck::new(contents, file, &source);
        literal::check(&flow, &mut found);
        secret::check(&flow, &mut found);
        identity::check(&flow, &mut found);
        failure::check(&flow, &mut found);
        start::check(&flow, &mut found);
        list::check(&flow, &mut found);
        deprecated::check(&flow, &deprecated, &mut found);
    }
    component::check(contents, package, &mut found);
    line::add(&mut found.list, package);
    found.list.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    found.list
}

/// The findings so far.
#[derive(Default)]
struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    /// Adds a finding. `notes` are the texts in which it may be waived.
    fn add(&mut self, code: CheckCode, (file, path): (&str, String), message: String, notes: &[Option<&str>]) {
        if self.list.iter().filter(|finding| finding.code == code).count() < MOST {
            let waived = notes.iter().flatten().find_map(|note| waiver::reason(note, code)).map(str::to_owned);
            self.list.push(Finding {
                code,
                severity: code.severity(),
                message,
                place: Place { file: file.to_owned(), path, line: None },
                fix: code.fix().to_owned(),
                waived,
            });
        }
    }
}
