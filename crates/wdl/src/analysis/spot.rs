//! What is being written at a cursor: found in the text before it, which the parser reads as if it ended there.

use super::call::parameter_at;
use crate::{
    Expression, Span, Template,
    expression::Kind,
    function::{self, Function, Parameter},
    template::{Segment, Written},
};

/// The expression that a text which ends at the cursor leaves open.
#[derive(Debug)]
pub(super) struct Open<'a> {
    text: &'a str,
    expression: Expression,
}

/// What is being written.
#[derive(Debug)]
pub(super) enum Spot<'e> {
    /// A value: perhaps the first letters of a function's name.
    Value {
        /// What is written of it.
        typed: Span,
        /// The argument that it is to be.
        argument: Option<Argument<'e>>,
    },
    /// Inside the quotes of an argument.
    Text {
        /// What is written of it, without the quote.
        typed: Span,
        /// The argument that it is.
        argument: Argument<'e>,
    },
    /// A property of something.
    Property {
        /// What has the property.
        target: &'e Expression,
        /// What is written of it: its name without quotes, or nothing.
        typed: Span,
        /// What surrounds the name already.
        written: Around,
    },
}

/// An argument of a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Argument<'e> {
    /// The function, where it is known.
    pub(super) function: Option<&'static Function>,
    /// All arguments that are written so far.
    pub(super) args: &'e [Expression],
}

/// What surrounds the name of a property.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Around {
    /// Nothing: `?['name']` is to be written.
    Nothing,
    /// `?` stands there.
    Question,
    /// `?[` stands there.
    Bracket,
    /// `?['` stands there.
    Quote,
    /// `?.` stands there.
    Dot,
}

impl<'e> Argument<'e> {
    /// Which one it is, from 0.
    pub(super) fn at(self) -> usize {
        self.args.len().saturating_sub(1)
    }

    /// What it is for.
    pub(super) fn parameter(self) -> Option<&'static Parameter> {
        parameter_at(&function::signature(self.function?)?.parameters, self.at())
    }
}

impl<'a> Open<'a> {
    /// The expression that the text leaves open; `None` where a literal part is being written.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        if text == "@" {
            // A lone `@` is a text, and where every expression begins.
            let (mut expression, _) = Expression::parse("");
            expression.shift(text.len());
            return Some(Self { text, expression });
        }
        let expression = match Template::parse_string(text).0 {
            Template::Expression(written) => written.expression.clone(),
            Template::Interpolation(segments) => match segments.last() {
                // After the `}` of a closed segment the text no longer ends with what stands in the segment.
                Some(Segment::Expression(Written { source, expression })) if text.ends_with(&**source) => {
                    expression.clone()
                }
                _ => return None,
            },
            _ => return None,
        };
        Some(Self { text, expression })
    }

    /// What is being written.
    pub(super) fn spot(&self) -> Option<Spot<'_>> {
        self.spot_in(&self.expression, None)
    }

    fn spot_in<'e>(&self, expression: &'e Expression, argument: Option<Argument<'e>>) -> Option<Spot<'e>> {
        let ends_here = expression.span.end == self.text.len();
        let typed = expression.span;
        match &expression.kind {
            Kind::Error if ends_here && is_word(self.part(typed)) => Some(Spot::Value { typed, argument }),
            Kind::Literal(_) if ends_here && self.is_open_text(typed) => {
                Some(Spot::Text { typed: Span::new(typed.start + 1, typed.end), argument: argument? })
            }
            Kind::Literal(_) | Kind::Error => None,
            Kind::Call { function, args, .. } if !self.is_closed(expression) => {
                self.spot_in(args.last()?, Some(Argument { function: *function, args }))
            }
            Kind::Access { target, key, .. } if !self.is_closed(expression) => self.property(target, key),
            Kind::Call { .. } | Kind::Access { .. } => ends_here.then_some(Spot::Property {
                target: expression,
                typed: Span::new(typed.end, typed.end),
                written: Around::Nothing,
            }),
        }
    }

    fn property<'e>(&self, target: &'e Expression, key: &'e Expression) -> Option<Spot<'e>> {
        let end = self.text.len();
        let nothing = Span::new(end, end);
        let before = self.text.get(..key.span.start).unwrap_or_default();
        let (typed, written) = match &key.kind {
            Kind::Error if self.text.ends_with('[') => (nothing, Around::Bracket),
            Kind::Error if self.text.ends_with('.') => (nothing, Around::Dot),
            Kind::Error if self.text.ends_with('?') => (nothing, Around::Question),
            Kind::Literal(_) if key.span.end == end && self.is_open_text(key.span) => {
                (Span::new(key.span.start + 1, end), Around::Quote)
            }
            Kind::Literal(_) if key.span.end == end && before.trim_end().ends_with('.') => (key.span, Around::Dot),
            _ => return self.spot_in(key, None),
        };
        Some(Spot::Property { target, typed, written })
    }

    /// The innermost call whose arguments are being written.
    pub(super) fn call(&self) -> Option<Argument<'_>> {
        let mut at = &self.expression;
        let mut found = None;
        loop {
            at = match &at.kind {
                Kind::Call { function, args, .. } if !self.is_closed(at) => {
                    found = Some(Argument { function: *function, args });
                    args.last()?
                }
                Kind::Access { key, .. } if !self.is_closed(at) => key,
                _ => return found,
            };
        }
    }

    /// Whether the bracket that ends a call or an access is there.
    fn is_closed(&self, expression: &Expression) -> bool {
        let text = self.part(expression.span);
        match &expression.kind {
            Kind::Call { args, .. } => {
                args.last().is_none_or(|last| last.span.end < expression.span.end && text.ends_with(')'))
            }
            Kind::Access { key, .. } => {
                let is_name = matches!(key.kind, Kind::Literal(_)) && !self.part(key.span).starts_with('\'');
                let is_bracketed = key.span.end < expression.span.end && text.ends_with(']');
                // A name after a dot may go on as long as the cursor stands at its end.
                is_bracketed || (is_name && expression.span.end < self.text.len())
            }
            _ => true,
        }
    }

    /// Whether a literal is a text without its closing quote.
    fn is_open_text(&self, span: Span) -> bool {
        let text = self.part(span);
        text.starts_with('\'') && text.matches('\'').count() % 2 == 1
    }

    pub(super) fn part(&self, span: Span) -> &'a str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }
}

/// Whether a text is nothing, or could be the start of a function's name.
fn is_word(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(is_of_word)
}

/// Whether a character may stand in a name without quotes.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$')
}
