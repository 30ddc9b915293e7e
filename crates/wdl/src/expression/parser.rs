//! Tokens into a tree, by recursive descent.

use super::{
    Expression, Kind,
    lexer::{Token, TokenKind, tokens},
};
use crate::{Diagnostic, Span, Value, function, limits};

/// Code of every problem with the form of an expression.
pub(crate) const PARSE_ERROR: &str = "TemplateParseError";

/// A problem with the form of an expression.
pub(crate) fn problem(message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::error(PARSE_ERROR, message).with_span(span)
}

/// Parses the whole text as one expression.
pub(super) fn parse(text: &str) -> (Expression, Vec<Diagnostic>) {
    let whole = Span::new(0, text.len());
    let error = Expression { kind: Kind::Error, span: whole };
    if let Some((limit, _)) = text.char_indices().nth(limits::EXPRESSION_CHARACTERS) {
        let message = format!(
            "The expression is longer than {} characters. Compute parts of it in actions of their own.",
            limits::EXPRESSION_CHARACTERS
        );
        return (error, vec![problem(message, Span::new(limit, text.len()))]);
    }
    let (tokens, problems) = tokens(text);
    let mut parser = Parser { tokens, at: 0, end: text.len(), problems, too_deep: false };
    let (expression, _) = parser.expression(0);
    parser.expect_end();
    parser.problems.sort_by_key(|problem| problem.span.map_or(0, |span| span.start));
    (expression, parser.problems)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    end: usize,
    problems: Vec<Diagnostic>,
    too_deep: bool,
}

/// An expression and how high its tree is.
type Tree = (Expression, usize);

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn peek_mark(&self) -> Option<char> {
        self.mark_at(self.at)
    }

    fn mark_at(&self, at: usize) -> Option<char> {
        match self.tokens.get(at)?.kind {
            TokenKind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    fn eat(&mut self, mark: char) -> Option<Span> {
        let span = self.peek()?.span;
        (self.peek_mark() == Some(mark)).then(|| {
            self.at += 1;
            span
        })
    }

    /// Where the next token stands, or the end of the text.
    fn here(&self) -> Span {
        self.peek().map_or(Span::new(self.end, self.end), |token| token.span)
    }

    /// End of the token before.
    fn last_end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.span.end)
    }

    fn report(&mut self, message: impl Into<String>, span: Span) {
        if !self.too_deep {
            self.problems.push(problem(message, span));
        }
    }

    /// Gives up: what follows would only repeat the problem.
    fn report_too_deep(&mut self, span: Span) {
        let message = format!(
            "The expression is nested deeper than {} levels here. Compute parts of it in actions of their own.",
            limits::EXPRESSION_DEPTH
        );
        self.report(message, span);
        self.too_deep = true;
        self.at = self.tokens.len();
    }

    fn expression(&mut self, depth: usize) -> Tree {
        if depth > limits::EXPRESSION_DEPTH {
            let span = self.here();
            self.report_too_deep(span);
            return (Expression { kind: Kind::Error, span }, 0);
        }
        let mut tree = self.primary(depth);
        while matches!(self.peek_mark(), Some('?' | '.' | '[')) {
            tree = self.access(tree, depth);
            if tree.1 > limits::EXPRESSION_DEPTH {
                self.report_too_deep(tree.0.span);
            }
        }
        tree
    }

    fn primary(&mut self, depth: usize) -> Tree {
        let Some(Token { kind, span }) = self.peek().cloned() else {
            let span = self.here();
            let message = if self.tokens.is_empty() {
                "The expression is empty."
            } else {
                "An expression is expected here, but the text ends."
            };
            self.report(message, span);
            return (Expression { kind: Kind::Error, span }, 0);
        };
        let kind = match kind {
            TokenKind::Literal(value) => {
                self.at += 1;
                Kind::Literal(value)
            }
            TokenKind::OpenText(text) => {
                self.at += 1;
                Kind::Literal(Value::String(text))
            }
            TokenKind::Name(name) => {
                self.at += 1;
                if self.peek_mark() == Some('(') {
                    return self.call(name, span, depth);
                }
                self.report(bare_name(&name), span);
                Kind::Error
            }
            TokenKind::Bad => {
                self.at += 1;
                Kind::Error
            }
            TokenKind::Mark('(') => {
                self.report(
                    "Parentheses do not group in expressions; they only follow a function's name. Remove them.",
                    span,
                );
                self.at += 1;
                if self.eat(')').is_none() {
                    let inner = self.expression(depth + 1);
                    self.eat(')');
                    return inner;
                }
                Kind::Error
            }
            TokenKind::Mark('[') => {
                self.report("An expression cannot hold array literals. Use createArray().", span);
                self.at += 1;
                self.skip_to(&[']']);
                self.eat(']');
                Kind::Error
            }
            // The mark ends an argument that was left out, or stands there too much.
            TokenKind::Mark(mark) => {
                self.report(format!("An expression is expected before '{mark}'."), span);
                if matches!(mark, '.' | '?') {
                    self.at += 1;
                }
                Kind::Error
            }
        };
        (Expression { kind, span }, 0)
    }

    fn call(&mut self, name: std::sync::Arc<str>, name_span: Span, depth: usize) -> Tree {
        let open = self.eat('(').unwrap_or(name_span);
        let mut args = Vec::new();
        let mut height = 0;
        if self.eat(')').is_none() {
            loop {
                let (arg, arg_height) = self.expression(depth + 1);
                args.push(arg);
                height = height.max(arg_height);
                self.skip_junk(&[',', ')']);
                if self.eat(',').is_some() {
                    continue;
                }
                if self.eat(')').is_none() {
                    self.report(format!("The '(' after '{name}' is not closed. Add ')'."), open);
                }
                break;
            }
        }
        let span = Span::new(name_span.start, self.last_end());
        let function = function::find(&name);
        (Expression { kind: Kind::Call { name, name_span, function, args }, span }, height + 1)
    }

    fn access(&mut self, (target, height): Tree, depth: usize) -> Tree {
        let start = self.here();
        let null_safe = self.eat('?').is_some();
        let dot = self.eat('.');
        let (key, key_height) = if let Some(open) = self.eat('[') {
            let key = self.expression(depth + 1);
            self.skip_junk(&[']']);
            if self.eat(']').is_none() {
                self.report("The '[' is not closed. Add ']'.", open);
            }
            key
        } else if dot.is_some() {
            (self.name_after_dot(), 0)
        } else {
            self.report("'?' must be followed by '.name' or '[key]'.", start);
            (Expression { kind: Kind::Error, span: start }, 0)
        };
        let span = Span::new(target.span.start, self.last_end());
        let kind = Kind::Access { target: Box::new(target), key: Box::new(key), null_safe };
        (Expression { kind, span }, height.max(key_height) + 1)
    }

    fn name_after_dot(&mut self) -> Expression {
        let Some(Token { kind, span }) = self.peek().cloned() else {
            let span = self.here();
            self.report("A name is expected after '.', but the text ends.", span);
            return Expression { kind: Kind::Error, span };
        };
        let name = match kind {
            TokenKind::Name(name) => Value::String(name),
            TokenKind::Literal(Value::Bool(true)) => Value::from("true"),
            TokenKind::Literal(Value::Bool(false)) => Value::from("false"),
            TokenKind::Literal(Value::Null) => Value::from("null"),
            _ => {
                self.report("A name is expected after '.'. Write other keys as ['key'] or [0].", span);
                return Expression { kind: Kind::Error, span };
            }
        };
        self.at += 1;
        Expression { kind: Kind::Literal(name), span }
    }

    /// Reports what stands between an argument and its end, once, and skips it.
    fn skip_junk(&mut self, stop: &[char]) {
        let Some(token) = self.peek().cloned() else { return };
        if matches!(token.kind, TokenKind::Mark(mark) if stop.contains(&mark)) {
            return;
        }
        let from = self.at;
        self.skip_to(stop);
        // Text that is no token has been reported already.
        let reported = self.tokens.get(from..self.at).unwrap_or_default().iter().any(|token| token.kind.is_reported());
        if !reported {
            self.report(unexpected(&token.kind), token.span);
        }
    }

    /// Skips to the next of these marks outside brackets, or an end of what is around.
    fn skip_to(&mut self, stop: &[char]) {
        let mut open = 0_usize;
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Mark(mark) if open == 0 && (stop.contains(&mark) || matches!(mark, ')' | ']')) => return,
                TokenKind::Mark('(' | '[') => open += 1,
                TokenKind::Mark(')' | ']') => open -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    fn expect_end(&mut self) {
        let Some(token) = self.peek().cloned() else { return };
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        if rest.iter().any(|token| token.kind.is_reported()) {
            return;
        }
        let message = match token.kind {
            TokenKind::Mark(',') => {
                "A comma can only stand between the arguments of a function. The expression ends before it.".to_owned()
            }
            TokenKind::Mark(')') => "There is no '(' for this ')'. Remove it.".to_owned(),
            TokenKind::Mark(']') => "There is no '[' for this ']'. Remove it.".to_owned(),
            kind => unexpected(&kind),
        };
        self.report(message, Span::new(token.span.start, self.end));
    }
}

fn bare_name(name: &str) -> String {
    if let Some(keyword) = ["true", "false", "null"].into_iter().find(|keyword| keyword.eq_ignore_ascii_case(name)) {
        return format!("'{name}' is not known here. Write {keyword} in small letters.");
    }
    match function::find(name) {
        Some(function) => format!("The function '{0}' must be called: write {0}(...).", function.name),
        None => format!(
            "'{name}' is neither a text nor a function call. Put texts in single quotes ('{name}'), read variables with \
             variables('{name}')."
        ),
    }
}

fn unexpected(kind: &TokenKind) -> String {
    match kind {
        TokenKind::Literal(Value::Int(_) | Value::Float(_)) => {
            "This number is not expected here. Calculate with add() and sub(), and put commas between arguments."
                .to_owned()
        }
        TokenKind::Literal(_) => "This is not expected here. Put commas between arguments.".to_owned(),
        TokenKind::Name(name) => {
            format!("'{name}' is not expected here. Put commas between arguments and names behind a dot.")
        }
        TokenKind::Mark(mark) => format!("'{mark}' is not expected here."),
        TokenKind::Bad | TokenKind::OpenText(_) => "This is not expected here.".to_owned(),
    }
}
