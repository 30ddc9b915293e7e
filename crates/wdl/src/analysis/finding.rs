//! What an editor is told about an expression.

use crate::{Diagnostic, Span};

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// It may be meant.
    Hint,
    /// It can be saved, and fails when it is evaluated.
    Warning,
    /// The flow cannot be turned on because of this.
    Error,
}

/// Something that is wrong with an expression, or may be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// How much it matters.
    pub level: Level,
    /// The platform's code where it has one, else one of ours.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The one thing to do; `None` where the message says it.
    pub remedy: Option<String>,
    /// Where in the text.
    pub span: Span,
}

impl Finding {
    pub(super) fn new(level: Level, code: &'static str, span: Span, message: String, remedy: String) -> Self {
        Self { level, code, message, remedy: Some(remedy), span }
    }
}

impl From<Diagnostic> for Finding {
    fn from(problem: Diagnostic) -> Self {
        let level = match problem.severity {
            crate::Severity::Warning => Level::Warning,
            crate::Severity::Error => Level::Error,
        };
        let span = problem.span.unwrap_or_default();
        Self { level, code: problem.code, message: problem.message, remedy: None, span }
    }
}

/// The one of these names that is most like a misspelled one.
pub(super) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.to_lowercase().chars().take(crate::limits::NAME_CHARACTERS).collect();
    // One letter in three may be wrong: more would suggest what nobody meant.
    let most = (wanted.len() / 3).clamp(1, 3);
    let near = names.filter_map(|name| {
        let candidate: Vec<char> = name.to_lowercase().chars().take(crate::limits::NAME_CHARACTERS).collect();
        let far = candidate.len().abs_diff(wanted.len());
        (far <= most).then(|| (distance(&wanted, &candidate), name)).filter(|(distance, _)| *distance <= most)
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// How many letters must be put in, left out or changed (Levenshtein).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (up, a) in a.iter().enumerate() {
        let mut corner = up;
        let mut left = up + 1;
        let mut next = vec![left];
        for (b, above) in b.iter().zip(row.iter().skip(1)) {
            left = (corner + usize::from(a != b)).min(above + 1).min(left + 1);
            corner = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_misspelled_name_is_recognized() {
        let near = |name| nearest(name, ["concat", "coalesce", "Get_items", "if"].into_iter());
        assert_eq!(near("conact"), Some("concat"));
        assert_eq!(near("CONCAT"), Some("concat"));
        assert_eq!(near("getitems"), Some("Get_items"));
        assert_eq!((near("something"), near(""), near("or")), (None, None, None));
    }
}
