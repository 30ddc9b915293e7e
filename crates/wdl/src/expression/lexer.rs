//! Text into tokens.

use std::{iter::Peekable, str::CharIndices, sync::Arc};

use super::parser::problem;
use crate::{Diagnostic, Span, Value};

/// A token and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

impl TokenKind {
    /// Whether a diagnostic says already what is wrong with it.
    pub(super) fn is_reported(&self) -> bool {
        matches!(self, Self::Bad | Self::OpenText(_))
    }
}

/// What a token is.
#[derive(Clone, Debug)]
pub(super) enum TokenKind {
    /// A text, number, or keyword.
    Literal(Value),
    /// A name.
    Name(Arc<str>),
    /// A text without its closing quote; a diagnostic says so.
    OpenText(Arc<str>),
    /// One of `( ) [ ] , . ?`.
    Mark(char),
    /// Text that is no token; a diagnostic says why.
    Bad,
}

/// Splits the text into tokens; whatever is no token is reported and kept as [`TokenKind::Bad`], a text without its end as
/// [`TokenKind::OpenText`].
pub(super) fn tokens(text: &str) -> (Vec<Token>, Vec<Diagnostic>) {
    let mut lexer = Lexer { text, chars: text.char_indices().peekable(), problems: Vec::new() };
    let mut tokens: Vec<Token> = Vec::new();
    while let Some((start, c)) = lexer.chars.next() {
        if matches!(c, ' ' | '\t' | '\r' | '\n') {
            continue;
        }
        let kind = lexer.token(start, c);
        tokens.push(Token { kind, span: Span::new(start, lexer.position()) });
    }
    (tokens, lexer.problems)
}

struct Lexer<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
    problems: Vec<Diagnostic>,
}

impl Lexer<'_> {
    fn position(&mut self) -> usize {
        self.chars.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, c)| *c)
    }

    fn skip_while(&mut self, keep: impl Fn(char) -> bool) -> usize {
        let mut count = 0;
        while self.chars.next_if(|(_, c)| keep(*c)).is_some() {
            count += 1;
        }
        count
    }

    fn bad(&mut self, start: usize, message: impl Into<String>) -> TokenKind {
        let span = Span::new(start, self.position());
        self.problems.push(problem(message, span));
        TokenKind::Bad
    }

    fn token(&mut self, start: usize, c: char) -> TokenKind {
        match c {
            '(' | ')' | '[' | ']' | ',' | '?' => TokenKind::Mark(c),
            '.' if !self.peek().is_some_and(|next| next.is_ascii_digit()) => TokenKind::Mark(c),
            '\'' => self.text(start),
            '0'..='9' | '.' => self.number(start, c),
            '+' | '-' if self.peek().is_some_and(|next| next.is_ascii_digit() || next == '.') => self.number(start, c),
            'A'..='Z' | 'a'..='z' | '_' | '$' => self.name(start),
            '"' => {
                self.skip_while(|c| c != '"');
                self.chars.next();
                self.bad(start, "Texts are written in single quotes, not double quotes.")
            }
            '{' | '}' => self.bad(
                start,
                "An expression cannot hold object literals or braces. Use json('...') or addProperty() to make an object.",
            ),
            '+' | '-' | '*' | '/' | '%' | '=' | '<' | '>' | '!' | '&' | '|' => {
                self.skip_while(|c| matches!(c, '=' | '&' | '|' | '>'));
                let operator = self.text.get(start..self.position()).unwrap_or_default().to_owned();
                let message = match function_for(&operator) {
                    Some(function) => {
                        format!("There is no operator '{operator}' in expressions. Use the function {function}.")
                    }
                    None => format!("There is no operator '{operator}' in expressions. Use a function."),
                };
                self.bad(start, message)
            }
            '@' => self.bad(start, "'@' begins an expression and cannot stand inside one. Remove it."),
            other => self.bad(start, format!("The character '{}' is not expected.", other.escape_debug())),
        }
    }

    fn text(&mut self, start: usize) -> TokenKind {
        let mut text = String::new();
        loop {
            match self.chars.next() {
                Some((_, '\'')) => {
                    if self.chars.next_if(|(_, c)| *c == '\'').is_none() {
                        return TokenKind::Literal(Value::from(text));
                    }
                    text.push('\'');
                }
                Some((_, c)) => text.push(c),
                None => {
                    self.bad(
                        start,
                        "The text that begins here has no closing quote. A quote inside a text is written twice ('').",
                    );
                    return TokenKind::OpenText(text.into());
                }
            }
        }
    }

    fn number(&mut self, start: usize, first: char) -> TokenKind {
        let is_digit = |c: char| c.is_ascii_digit();
        let mut digits = self.skip_while(is_digit) + usize::from(first.is_ascii_digit());
        let mut is_float = first == '.';
        if !is_float && self.chars.next_if(|(_, c)| *c == '.').is_some() {
            is_float = true;
            digits += self.skip_while(is_digit);
        }
        if digits == 0 {
            return self.bad(start, "A number needs digits.");
        }
        if self.chars.next_if(|(_, c)| matches!(c, 'e' | 'E')).is_some() {
            is_float = true;
            let _ = self.chars.next_if(|(_, c)| matches!(c, '+' | '-'));
            if self.skip_while(is_digit) == 0 {
                return self.bad(start, "The exponent of the number needs digits.");
            }
        }
        let end = self.position();
        let written = self.text.get(start..end).unwrap_or_default();
        if is_float {
            match written.parse::<f64>() {
                Ok(number) if number.is_finite() => TokenKind::Literal(Value::Float(number)),
                _ => self.bad(start, format!("The number '{written}' is too large.")),
            }
        } else {
            match written.parse::<i64>() {
                Ok(number) => TokenKind::Literal(Value::Int(number)),
                Err(_) => self.bad(
                    start,
                    format!(
                        "The number '{written}' is outside the range of whole numbers, -9223372036854775808 to \
                         9223372036854775807."
                    ),
                ),
            }
        }
    }

    fn name(&mut self, start: usize) -> TokenKind {
        self.skip_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$'));
        match self.text.get(start..self.position()).unwrap_or_default() {
            "true" => TokenKind::Literal(Value::Bool(true)),
            "false" => TokenKind::Literal(Value::Bool(false)),
            "null" => TokenKind::Literal(Value::Null),
            name => TokenKind::Name(name.into()),
        }
    }
}

fn function_for(operator: &str) -> Option<&'static str> {
    Some(match operator {
        "+" => "add() or concat()",
        "-" => "sub()",
        "*" => "mul()",
        "/" => "div()",
        "%" => "mod()",
        "=" | "==" => "equals()",
        "!" | "!=" => "not()",
        "<" => "less()",
        "<=" => "lessOrEquals()",
        ">" => "greater()",
        ">=" => "greaterOrEquals()",
        "&" | "&&" => "and()",
        "|" | "||" => "or()",
        _ => return None,
    })
}
