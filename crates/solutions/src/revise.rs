//! A package brought to hold other components. Everything else in it stays as it stands, to the byte.

use std::collections::HashSet;

use crate::{
    Contents, ExportError, ExportOptions, Member, Package, PackageError, Problem,
    contents::{FlowFile, VariableFile},
    element::Element,
    export::{content_types, customizations, flow, solution, variable},
    patch::{apply, patch},
    problem::code,
    text::fold,
    xml::XmlText,
};

const MANIFEST: &str = "solution.xml";
const CUSTOMIZATIONS: &str = "customizations.xml";
const TYPES: &str = "[Content_Types].xml";
/// The file with the values of a variable, beside its definition.
const VALUES: &str = "/environmentvariablevalues.json";

/// Why a package cannot be changed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RevisionError {
    /// One of its files cannot be read.
    #[error("the package cannot be changed: {0}")]
    File(Problem),
    /// The format cannot express what it shall hold.
    #[error(transparent)]
    Export(#[from] ExportError),
}

impl RevisionError {
    /// The code that people meet.
    pub fn code(&self) -> model::ErrorCode {
        match self {
            Self::File(_) => model::ErrorCode::PackageFileInvalid,
            Self::Export(error) => error.code(),
        }
    }
}

impl From<Problem> for RevisionError {
    fn from(problem: Problem) -> Self {
        Self::File(problem)
    }
}

impl From<PackageError> for RevisionError {
    fn from(error: PackageError) -> Self {
        Self::Export(error.into())
    }
}

impl Package {
    /// The package with these contents in place of its own, and without current values of environment variables, which never travel.
    /// What is the same keeps its bytes; of what differs, the parts that differ are written; what is only kept stays. Files that are
    /// changed are written in UTF-8. Custom connectors stay as they are.
    ///
    /// # Errors
    /// A file that cannot be read, an unpacked package, or contents that the format cannot express.
    pub fn revise(&self, is: &Contents) -> Result<Self, RevisionError> {
        let (was, _) = self.contents();
        let mut revised = self.clone();
        if was != *is {
            if self.is_unpacked() {
                let message = "it is an unpacked folder; pack it first";
                return Err(Problem::error(code::VALUE_INVALID, "Other/Solution.xml", message).into());
            }
            let (before, after) = (manifest(&was)?, manifest(is)?);
            revised.rewrite(MANIFEST, &before, &after)?;
            revised.rewrite(CUSTOMIZATIONS, &customizations(&was)?, &customizations(is)?)?;
            revised.flows(&was.flows, &is.flows)?;
            revised.variables(&was.environment_variables, &is.environment_variables)?;
        }
        let values = |path: &str| fold(path).ends_with(VALUES);
        for member in self.members().iter().filter(|member| values(member.path())) {
            revised.remove(member.path());
        }
        let types = |package: &Self| content_types(package.members().iter().map(Member::path));
        let now = types(&revised);
        revised.rewrite(TYPES, &types(self), &now)?;
        Ok(revised)
    }

    /// Brings an XML file from what it says to what it shall say.
    fn rewrite(&mut self, path: &str, was: &Element, is: &Element) -> Result<(), RevisionError> {
        if was == is {
            return Ok(());
        }
        let Some(member) = self.get(path) else { return Ok(self.set(path, is.to_document())?) };
        let text = XmlText::of(member)?;
        let file = text.parse()?;
        let mut edits = Vec::new();
        patch(text.text(), file.root(), was, is, &mut edits);
        let edited = apply(text.text(), edits);
        let path = member.path().to_owned();
        Ok(self.set(&path, edited)?)
    }

    fn flows(&mut self, was: &[FlowFile], is: &[FlowFile]) -> Result<(), RevisionError> {
        for gone in was.iter().filter(|flow| !is.iter().any(|other| other.id == flow.id)) {
            self.remove(&gone.path);
        }
        for flow in is {
            let known = was.iter().find(|other| other.id == flow.id);
            if known.is_none_or(|known| known.clientdata != flow.clientdata) {
                let path = known.map_or_else(|| flow::path(flow), |known| known.path.clone());
                self.set(&path, flow::json(flow))?;
            }
        }
        Ok(())
    }

    fn variables(&mut self, was: &[VariableFile], is: &[VariableFile]) -> Result<(), RevisionError> {
        let names: HashSet<String> = is.iter().map(|variable| fold(&variable.schema_name)).collect();
        for gone in was.iter().filter(|variable| !names.contains(&fold(&variable.schema_name))) {
            self.remove(&gone.path);
        }
        for after in is {
            let known = was.iter().find(|other| fold(&other.schema_name) == fold(&after.schema_name));
            match known {
                Some(before) => self.rewrite(&before.path, &variable::element(before), &variable::element(after))?,
                None => variable::write(after, ExportOptions::default(), self)?,
            }
        }
        Ok(())
    }
}

fn manifest(contents: &Contents) -> Result<Element, ExportError> {
    Ok(solution::element(contents.manifest.as_ref().ok_or(ExportError::NoManifest)?, contents))
}
