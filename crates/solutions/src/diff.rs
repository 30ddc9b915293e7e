//! What differs between two solutions, in words.
//!
//! Each [`Change`] has a stable code, a place, what was before and is after, a sentence and a risk. Who acts, what may be
//! done, which hosts are called and what is deleted is of high risk. What Steward only keeps is compared too, in less
//! detail, so no change is left out.
//!
//! Start at [`diff()`]; [`code`] lists the codes.

use std::collections::BTreeMap;

use model::FlowId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wdl::Value;

use crate::{Contents, Package};

pub mod code;

mod connector;
mod file;
pub(crate) mod flow;
mod kept;
mod manifest;
mod pair;
mod reference;
mod role;
mod table;
mod text;
mod variable;
pub(crate) mod words;

pub use code::ChangeCode;
pub use text::TextDiff;

/// How much a change deserves a look before it reaches production. Greater is worse.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Risk {
    /// Nothing behaves differently, or hardly.
    Info,
    /// Something behaves differently.
    Notice,
    /// Somebody else acts, may do more, or is reached; or something is deleted.
    High,
}

/// A kind of thing that changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SubjectKind {
    /// The solution itself.
    Solution,
    /// A connection reference.
    Reference,
    /// An environment variable.
    Variable,
    /// A table.
    Table,
    /// A list of choices that several columns use.
    Choice,
    /// A relationship between tables.
    Relationship,
    /// A security role.
    Role,
    /// A custom connector.
    Connector,
    /// A cloud flow.
    Flow,
    /// Something that is kept in the package and neither run nor shown.
    Kept,
}

/// What changes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Its id for flows and roles, else its name in files, in lower case.
    pub key: String,
    /// What people read.
    pub name: String,
}

/// One thing that differs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Change {
    /// What kind of difference it is.
    pub code: ChangeCode,
    /// How much it deserves a look.
    pub risk: Risk,
    /// What changes.
    pub subject: Subject,
    /// Where in it, with slashes (`actions/Get_rows/inputs/parameters/$filter`). Empty for the whole.
    pub place: String,
    /// What was there. Nothing where it is new. Typed secrets are not shown.
    pub before: Option<Value>,
    /// What is there. Nothing where it is gone. Typed secrets are not shown.
    pub after: Option<Value>,
    /// All of that in one sentence.
    pub sentence: String,
}

/// One of the two things that are compared.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What it holds.
    pub contents: &'a Contents,
    /// Its files: those of custom connectors, and those that are only kept. Without them on both sides, what stands in no
    /// other place is not compared.
    pub files: Option<&'a Package>,
    /// Who owns its flows, where that is known. A flow without an entry is not compared.
    pub owners: Option<&'a BTreeMap<FlowId, Vec<String>>>,
}

impl<'a> Side<'a> {
    /// A package that was read.
    pub fn of(contents: &'a Contents, files: &'a Package) -> Self {
        Self { contents, files: Some(files), owners: None }
    }
}

/// What differs between two solutions.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
pub struct Diff {
    /// The differences: the solution first, then each kind of component, flows last.
    pub changes: Vec<Change>,
    /// The definitions of the flows that are in both and differ, line by line.
    pub texts: Vec<TextDiff>,
}

impl Diff {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The worst of the risks; nothing where nothing differs.
    pub fn risk(&self) -> Option<Risk> {
        self.changes.iter().map(|change| change.risk).max()
    }

    /// The SHA-256 of the differences, as 64 lower-case hexadecimal digits: what was looked at is what was meant.
    pub fn digest(&self) -> String {
        digest(self)
    }
}

/// The SHA-256 of something as JSON.
pub(crate) fn digest(of: &impl Serialize) -> String {
    // Our types have text keys only, so there is nothing to refuse.
    let json = serde_json::to_vec(of).unwrap_or_default();
    Sha256::digest(json).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares two solutions, or two sets of components.
pub fn diff(before: Side<'_>, after: Side<'_>) -> Diff {
    let (was, is) = (before.contents, after.contents);
    let mut found = Changes::default();
    reference::compare(&was.connection_references, &is.connection_references, &mut found);
    variable::compare(&was.environment_variables, &is.environment_variables, &mut found);
    table::compare(was, is, &mut found);
    role::compare(&was.roles, &is.roles, &mut found);
    connector::compare(before, after, &mut found);
    flow::compare(before, after, &mut found);
    if let (Some(was), Some(is)) = (before.files, after.files) {
        kept::compare(was, is, &mut found);
        file::compare(before.contents, was, after.contents, is, &mut found);
    }
    let mut changes = Changes::default();
    manifest::compare(was, is, &found, &mut changes);
    changes.list.append(&mut found.list);
    Diff { changes: changes.list, texts: text::compare(&was.flows, &is.flows) }
}

/// The changes found so far.
#[derive(Default)]
struct Changes {
    list: Vec<Change>,
}

impl Changes {
    /// A change with the risk that its code usually has.
    fn add(
        &mut self,
        code: ChangeCode,
        subject: &Subject,
        place: impl Into<String>,
        (before, after): (Option<Value>, Option<Value>),
        sentence: impl Into<String>,
    ) -> &mut Change {
        self.list.push(Change {
            code,
            risk: code.risk(),
            subject: subject.clone(),
            place: place.into(),
            before,
            after,
            sentence: sentence.into(),
        });
        let last = self.list.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "one was just added")]
        &mut self.list[last]
    }

    /// A change of one value, if there is one. `what` begins the sentence.
    fn value(
        &mut self,
        code: ChangeCode,
        subject: &Subject,
        place: &str,
        what: &str,
        both: (Option<Value>, Option<Value>),
    ) {
        if both.0 != both.1 {
            let sentence = words::was_is(what, both.0.as_ref(), both.1.as_ref());
            self.add(code, subject, place, both, sentence);
        }
    }

    /// A change of one text.
    fn text(
        &mut self,
        code: ChangeCode,
        subject: &Subject,
        place: &str,
        what: &str,
        both: (Option<&str>, Option<&str>),
    ) {
        let value = |text: Option<&str>| text.map(|text| Value::String(text.into()));
        self.value(code, subject, place, what, (value(both.0), value(both.1)));
    }
}
