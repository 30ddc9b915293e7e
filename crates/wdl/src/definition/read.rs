//! Reading a document: where we are, and what was wrong.

use std::sync::Arc;

use super::{
    ActionIx,
    reference::{self, Reference},
};
use crate::{Diagnostic, Template, Value};

/// Keeps the place in the document and collects problems.
#[derive(Default)]
pub(crate) struct Reader {
    path: String,
    problems: Vec<Diagnostic>,
    /// The action that is being read.
    action: Option<ActionIx>,
    references: Vec<Reference>,
}

impl Reader {
    /// Does `work` with the place one step deeper. A step may be several names joined with `/`.
    pub(crate) fn at<T>(&mut self, step: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        if !self.path.is_empty() {
            self.path.push('/');
        }
        self.path.push_str(step);
        let done = work(self);
        self.path.truncate(length);
        done
    }

    /// Where we are.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Does `work` on behalf of an action, or of none: what expressions name there is remembered as named by it.
    pub(crate) fn on_behalf<T>(&mut self, of: Option<ActionIx>, work: impl FnOnce(&mut Self) -> T) -> T {
        let around = std::mem::replace(&mut self.action, of);
        let done = work(self);
        self.action = around;
        done
    }

    /// What the expressions of actions name, in document order. Empty from then on.
    pub(crate) fn take_references(&mut self) -> Vec<Reference> {
        std::mem::take(&mut self.references)
    }

    /// Reports a problem that knows its place.
    pub(crate) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Reports a problem that keeps the flow off, here.
    pub(crate) fn error(&mut self, code: &'static str, message: impl Into<String>) {
        self.problems.push(Diagnostic::error(code, message).at(self.path.clone()));
    }

    /// Reports something worth knowing, here.
    pub(crate) fn warning(&mut self, code: &'static str, message: impl Into<String>) {
        self.problems.push(Diagnostic::warning(code, message).at(self.path.clone()));
    }

    /// Each member of the object at `key`, with the place moved there. Nothing where there is no such object.
    pub(crate) fn members(&mut self, source: &Value, key: &str, mut each: impl FnMut(&mut Self, &Arc<str>, &Value)) {
        match source.get(key) {
            None | Some(Value::Null) => {}
            Some(Value::Object(object)) => {
                for (name, value) in object.iter() {
                    self.at(key, |reader| reader.at(name, |reader| each(reader, name, value)));
                }
            }
            Some(other) => {
                let found = other.type_name();
                self.at(key, |reader| {
                    reader.error("InvalidTemplate", format!("`{key}` must be an object, not {found}."));
                });
            }
        }
    }

    /// Parses the value at `key` as a template; a missing one is null.
    pub(crate) fn template(&mut self, source: Option<&Value>, key: &str) -> Template {
        self.optional_template(source, key).unwrap_or_default()
    }

    /// Parses the value at `key` as a template, if there is one.
    pub(crate) fn optional_template(&mut self, source: Option<&Value>, key: &str) -> Option<Template> {
        let value = source?.get(key)?;
        Some(self.at(key, |reader| reader.parse_template(value)))
    }

    /// Parses the value that stands here as a template.
    pub(crate) fn parse_template(&mut self, value: &Value) -> Template {
        let (template, problems) = Template::parse(value);
        let before = self.problems.len();
        for mut problem in problems {
            problem.path = match (self.path.is_empty(), problem.path.is_empty()) {
                (_, true) => self.path.clone(),
                (true, false) => problem.path,
                (false, false) => format!("{}/{}", self.path, problem.path),
            };
            self.problems.push(problem);
        }
        let unreadable: Vec<String> = self.problems.iter().skip(before).map(|problem| problem.path.clone()).collect();
        template.placed_expressions(&mut self.path.clone(), &mut |path, expression| {
            // What an expression that cannot be read seems to name would only repeat the problem.
            if unreadable.iter().any(|other| other == path) {
                return;
            }
            expression.visit(&mut |part| match reference::read(part) {
                Ok(Some((function, name))) => self.references.extend(self.action.map(|action| Reference {
                    action,
                    function,
                    name: name.into(),
                    path: path.to_owned(),
                    span: part.span,
                })),
                Ok(None) => {}
                Err(problem) => self.problems.push(problem.at(path)),
            });
        });
        template
    }

    /// The text at `key`, reporting it if it is there and no text, or missing though required.
    pub(crate) fn text(&mut self, source: Option<&Value>, key: &str, required: bool) -> Option<Arc<str>> {
        match source.and_then(|source| source.get(key)) {
            Some(Value::String(text)) => Some(text.clone()),
            None | Some(Value::Null) if !required => None,
            other => {
                let found = other.map_or("missing", Value::type_name);
                self.at(key, |reader| {
                    reader.error("InvalidTemplate", format!("`{key}` must be a text; it is {found}."));
                });
                None
            }
        }
    }

    /// What was wrong, in document order of finding, errors and warnings alike.
    pub(crate) fn into_problems(self) -> Vec<Diagnostic> {
        self.problems
    }
}
