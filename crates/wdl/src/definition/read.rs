//! Reading a document: where we are, and what was wrong.

use std::sync::Arc;

use crate::{Diagnostic, Template, Value};

/// Keeps the place in the document and collects problems.
#[derive(Default)]
pub(crate) struct Reader {
    path: String,
    problems: Vec<Diagnostic>,
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
        for mut problem in problems {
            problem.path = match (self.path.is_empty(), problem.path.is_empty()) {
                (_, true) => self.path.clone(),
                (true, false) => problem.path,
                (false, false) => format!("{}/{}", self.path, problem.path),
            };
            self.problems.push(problem);
        }
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
