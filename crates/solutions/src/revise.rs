//! A package as it was, with some things changed. Everything else in it stays as it stands, to the byte.

use std::ops::Range;

use model::FlowId;
use wdl::Value;

use crate::{
    Package, PackageError, Problem, SolutionVersion,
    contents::{ManagedFlag, is_part},
    problem::code,
    xml::{Node, NodeExt, Xml, XmlText},
};

/// What changes in a package. Nothing by default.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Revision {
    /// The solution's version.
    pub version: Option<SolutionVersion>,
    /// Whether the package may be changed where it is installed.
    pub managed: Option<ManagedFlag>,
    /// Flows that the package holds already.
    pub flows: Vec<FlowRevision>,
    /// Whether the current values of environment variables are left out.
    pub without_values: bool,
}

/// What changes in a flow.
#[derive(Clone, PartialEq, Debug)]
pub struct FlowRevision {
    /// Which flow.
    pub id: FlowId,
    /// What people read.
    pub name: Option<String>,
    /// Whether it is on.
    pub on: Option<bool>,
    /// The whole JSON file.
    pub clientdata: Option<Value>,
}

/// Why a package cannot be changed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RevisionError {
    /// One of its files cannot be read, or lacks what is to be changed.
    #[error("the package cannot be changed: {0}")]
    File(Problem),
    /// A flow that it does not hold.
    #[error("the package holds no flow {0}")]
    NoFlow(FlowId),
    /// A path is not allowed.
    #[error(transparent)]
    Package(#[from] PackageError),
}

impl RevisionError {
    /// The code that people meet.
    pub fn code(&self) -> model::ErrorCode {
        match self {
            Self::File(_) => model::ErrorCode::PackageFileInvalid,
            Self::NoFlow(_) => model::ErrorCode::NotFound,
            Self::Package(error) => error.code(),
        }
    }
}

impl From<Problem> for RevisionError {
    fn from(problem: Problem) -> Self {
        Self::File(problem)
    }
}

impl Package {
    /// The package with these changes. Files that nothing changes in keep their bytes, and XML files that something
    /// changes in keep all the rest of their text; they are written in UTF-8.
    ///
    /// # Errors
    /// A file that cannot be read, or a flow that the package does not hold.
    pub fn revise(&self, revision: &Revision) -> Result<Self, RevisionError> {
        let mut revised = self.clone();
        if revision.version.is_some() || revision.managed.is_some() {
            let (path, text) = self.revised_manifest(revision)?;
            revised.set(&path, text)?;
        }
        let replaced = revision.flows.iter().any(|flow| flow.clientdata.is_some());
        let flows = if replaced { self.contents().0.flows } else { Vec::new() };
        for flow in &revision.flows {
            if let Some(clientdata) = &flow.clientdata {
                let known = flows.iter().find(|known| known.id == flow.id).ok_or(RevisionError::NoFlow(flow.id))?;
                // Values have text keys only, so there is nothing to refuse.
                revised.set(&known.path, serde_json::to_vec_pretty(clientdata).unwrap_or_default())?;
            }
            if flow.name.is_some() || flow.on.is_some() {
                let (path, text) = revised.revised_row(flow)?;
                revised.set(&path, text)?;
            }
        }
        if revision.without_values {
            let values = |path: &str| path.to_lowercase().ends_with("/environmentvariablevalues.json");
            for member in self.members().iter().filter(|member| values(member.path())) {
                revised.remove(member.path());
            }
        }
        Ok(revised)
    }

    /// The path and the new text of the manifest.
    fn revised_manifest(&self, revision: &Revision) -> Result<(String, String), RevisionError> {
        let member = self.get("Other/Solution.xml").or_else(|| self.get("solution.xml"));
        let missing = || Problem::error(code::FILE_MISSING, "solution.xml", "the package has no `solution.xml`");
        let member = member.ok_or_else(missing)?;
        let text = XmlText::of(member)?;
        let file = text.parse()?;
        let manifest = file.items("ImportExportXml", "SolutionManifest").next();
        let manifest = manifest.ok_or_else(|| file.error(file.root(), code::VALUE_INVALID, "there is no manifest"))?;
        let mut edits = Vec::new();
        if let Some(version) = revision.version {
            edits.push(set_value(&file, manifest, "Version", &version.to_string())?);
        }
        if let Some(managed) = revision.managed {
            edits.push(set_value(&file, manifest, "Managed", managed.code())?);
        }
        Ok((member.path().to_owned(), apply(text.text(), edits)))
    }

    /// The path and the new text of the file with the row of a flow.
    fn revised_row(&self, flow: &FlowRevision) -> Result<(String, String), RevisionError> {
        let is_it = |node: &Node<'_, '_>| {
            node.attr("WorkflowId").and_then(|id| id.parse().ok()).is_some_and(|id: FlowId| id == flow.id)
        };
        for member in self.members().iter().filter(|member| is_part(member, self.is_unpacked())) {
            let text = XmlText::of(member)?;
            let file = text.parse()?;
            if let Some(row) = file.items("Workflows", "Workflow").find(is_it) {
                let edits = row_edits(&file, row, flow)?;
                return Ok((member.path().to_owned(), apply(text.text(), edits)));
            }
        }
        Err(RevisionError::NoFlow(flow.id))
    }
}

fn row_edits(file: &Xml<'_>, row: Node<'_, '_>, flow: &FlowRevision) -> Result<Vec<Edit>, Problem> {
    let mut edits = Vec::new();
    if let Some(on) = flow.on {
        let (state, status) = if on { ("1", "2") } else { ("0", "1") };
        edits.push(set_value(file, row, "StateCode", state)?);
        edits.push(set_value(file, row, "StatusCode", status)?);
    }
    if let Some(name) = &flow.name {
        let labels = row.one("LocalizedNames");
        let labels = labels.iter().flat_map(|labels| labels.all("LocalizedName"));
        let attributes = row.attributes().filter(|attribute| attribute.name().eq_ignore_ascii_case("Name"));
        let shown =
            labels.flat_map(|label| label.attributes().filter(|a| a.name().eq_ignore_ascii_case("description")));
        let escaped = crate::xml::escape_attribute(name);
        edits.extend(attributes.chain(shown).map(|found| Edit { range: found.range_value(), text: escaped.clone() }));
    }
    Ok(edits)
}

/// A part of a text that another one takes the place of.
struct Edit {
    range: Range<usize>,
    text: String,
}

/// The text of a child element. The value needs no escaping.
fn set_value(file: &Xml<'_>, parent: Node<'_, '_>, name: &str, value: &str) -> Result<Edit, Problem> {
    let missing = || file.error(parent, code::VALUE_INVALID, format!("there is no `{name}`"));
    let element = parent.one(name).ok_or_else(missing)?;
    let text = format!("<{name}>{value}</{name}>");
    Ok(Edit { range: element.range(), text })
}

/// The text with all edits done. They do not overlap.
fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.range.start);
    let mut edited = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        edited.push_str(text.get(done..edit.range.start).unwrap_or_default());
        edited.push_str(&edit.text);
        done = edit.range.end;
    }
    edited.push_str(text.get(done..).unwrap_or_default());
    edited
}
