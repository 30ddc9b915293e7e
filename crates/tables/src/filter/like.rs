//! Patterns with `%`, `_` and `[...]`.

use crate::text::{fold, fold_char};

/// A pattern may not be longer than this many characters, because matching takes text × pattern steps; a longer one matches nothing.
pub const MAX_PATTERN: usize = 1_000;

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Many,
    One,
    Char(char),
    Set { negated: bool, ranges: Vec<(char, char)> },
}

/// A pattern of `LIKE`, read once and matched often.
///
/// `%` is any text, `_` any character, `[a-z]` one of a set, `[^a]` none of it; case is ignored.
/// Source: "Filter rows" of the Dataverse Web API, wildcards of `LIKE`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern(Option<Vec<Part>>);

/// Whether a text is like a pattern.
pub fn is_like(text: &str, pattern: &str) -> bool {
    Pattern::new(pattern).is_match(text)
}

impl Pattern {
    /// Reads a pattern. One that is longer than any query may be matches nothing.
    pub fn new(pattern: &str) -> Self {
        Self(parse(pattern))
    }

    /// Whether a text is like the pattern. Takes at worst text × pattern steps.
    pub fn is_match(&self, text: &str) -> bool {
        let Some(parts) = &self.0 else { return false };
        let text: Vec<char> = fold(text).collect();
        let (mut at, mut part) = (0, 0);
        // Where to go back to: the part after the last `%`, and the first character not yet given to that `%`.
        let mut retry: Option<(usize, usize)> = None;
        loop {
            let step = match (parts.get(part), text.get(at)) {
                (None, None) => return true,
                (Some(Part::Many), _) => {
                    part += 1;
                    retry = Some((part, at));
                    continue;
                }
                (Some(Part::One), Some(_)) => true,
                (Some(Part::Char(expected)), Some(c)) => expected == c,
                (Some(Part::Set { negated, ranges }), Some(c)) => {
                    ranges.iter().any(|(from, to)| from <= c && c <= to) != *negated
                }
                _ => false,
            };
            if step {
                part += 1;
                at += 1;
                continue;
            }
            match retry {
                Some((after, from)) if from < text.len() => {
                    part = after;
                    at = from + 1;
                    retry = Some((after, from + 1));
                }
                _ => return false,
            }
        }
    }
}

impl Pattern {
    /// The same as a regular expression over text with case removed, as PostgreSQL reads it; `None` matches nothing.
    pub fn regex(&self) -> Option<String> {
        let mut regex = String::from("^");
        for part in self.0.as_ref()? {
            match part {
                Part::Many => regex.push_str(".*"),
                Part::One => regex.push('.'),
                Part::Char(c) => push_literal(*c, &mut regex),
                Part::Set { negated, ranges } => {
                    // A range that runs backwards holds nothing.
                    let ranges: Vec<_> = ranges.iter().filter(|(from, to)| from <= to).collect();
                    match (ranges.is_empty(), negated) {
                        (true, true) => regex.push('.'),
                        (true, false) => return None,
                        (false, _) => {
                            regex.push_str(if *negated { "[^" } else { "[" });
                            for (from, to) in ranges {
                                push_escaped(*from, &mut regex);
                                regex.push('-');
                                push_escaped(*to, &mut regex);
                            }
                            regex.push(']');
                        }
                    }
                }
            }
        }
        regex.push('$');
        Some(regex)
    }
}

/// A character that means itself.
fn push_literal(c: char, regex: &mut String) {
    if c.is_ascii_alphanumeric() || !c.is_ascii() {
        regex.push(c);
    } else {
        push_escaped(c, regex);
    }
}

/// A character by its number, which means itself everywhere.
fn push_escaped(c: char, regex: &mut String) {
    regex.push_str(&format!("\\U{:08x}", u32::from(c)));
}

fn parse(pattern: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        // The wildcards at both ends come on top of what a query may write.
        if parts.len() > MAX_PATTERN + 2 {
            return None;
        }
        match c {
            '%' => {
                if !matches!(parts.last(), Some(Part::Many)) {
                    parts.push(Part::Many);
                }
            }
            '_' => parts.push(Part::One),
            '[' => match set(rest.as_str()) {
                Some((part, length)) => {
                    parts.push(part);
                    rest = rest.as_str().get(length..)?.chars();
                }
                None => parts.push(Part::Char('[')),
            },
            other => parts.extend(fold_char(other).map(Part::Char)),
        }
    }
    Some(parts)
}

/// The set that begins after `[`, and how many bytes it takes with its `]`. `None` if it has no end.
fn set(text: &str) -> Option<(Part, usize)> {
    let end = text.char_indices().skip(1).find(|(_, c)| *c == ']').map(|(at, _)| at)?;
    let inside = text.get(..end)?;
    let (negated, inside) = match inside.strip_prefix('^') {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, inside),
    };
    let chars: Vec<char> = fold(inside).collect();
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(&from) = chars.get(at) {
        match (chars.get(at + 1), chars.get(at + 2)) {
            (Some('-'), Some(&to)) => {
                ranges.push((from, to));
                at += 3;
            }
            _ => {
                ranges.push((from, from));
                at += 1;
            }
        }
    }
    Some((Part::Set { negated, ranges }, end + 1))
}
