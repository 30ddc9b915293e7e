//! `$filter`: a parser that binds as it reads.

use model::table::{Column, ColumnKind, Table};

use super::{
    Asking, Literal, MAX_CONDITIONS, MAX_DEPTH, condition,
    condition::from_function_name,
    invalid,
    lexer::{Token, TokenKind, tokens},
    name, unknown_column,
};
use crate::{Cell, CellKind, Comparison, ErrorKind, Filter, LikeKind, ODataError, Operand};

/// Reads a filter. `aliases` are the values of `@p1`.
pub(super) fn parse(
    table: &Table,
    text: &str,
    aliases: &[(&str, &str)],
    asking: &Asking,
) -> Result<Filter, ODataError> {
    let tokens = tokens(text).map_err(|(at, what)| syntax(at, &what))?;
    let mut parser = Parser { table, aliases, asking, tokens: &tokens, next: 0, end: text.len(), conditions: 0 };
    let filter = parser.either(0)?;
    match parser.peek() {
        None => Ok(filter),
        Some(token) => Err(syntax(token.at, &shown(token))),
    }
}

struct Parser<'a> {
    table: &'a Table,
    aliases: &'a [(&'a str, &'a str)],
    asking: &'a Asking,
    tokens: &'a [Token<'a>],
    next: usize,
    end: usize,
    conditions: usize,
}

/// One side of a comparison.
enum Side {
    Column(usize),
    Literal(Literal),
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.next)
    }

    fn take(&mut self) -> Option<&'a Token<'a>> {
        let token = self.peek();
        self.next += 1;
        token
    }

    fn at(&self) -> usize {
        self.peek().map_or(self.end, |token| token.at)
    }

    fn unexpected(&self) -> ODataError {
        match self.peek() {
            Some(token) => syntax(token.at, &shown(token)),
            None => syntax(self.end, "the end of the filter"),
        }
    }

    fn word(&mut self, expected: &str) -> bool {
        let found = matches!(self.peek(), Some(Token { kind: TokenKind::Word(word), .. }) if *word == expected);
        if found {
            self.next += 1;
        }
        found
    }

    fn sign(&mut self, expected: char) -> bool {
        let found = matches!(self.peek(), Some(Token { kind: TokenKind::Sign(sign), .. }) if *sign == expected);
        if found {
            self.next += 1;
        }
        found
    }

    fn expect(&mut self, sign: char) -> Result<(), ODataError> {
        if self.sign(sign) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn either(&mut self, depth: u32) -> Result<Filter, ODataError> {
        let mut parts = vec![self.both(depth)?];
        while self.word("or") {
            parts.push(self.both(depth)?);
        }
        Ok(Filter::any(parts))
    }

    fn both(&mut self, depth: u32) -> Result<Filter, ODataError> {
        let mut parts = vec![self.one(depth)?];
        while self.word("and") {
            parts.push(self.one(depth)?);
        }
        Ok(Filter::all(parts))
    }

    fn one(&mut self, depth: u32) -> Result<Filter, ODataError> {
        self.conditions += 1;
        if depth > MAX_DEPTH || self.conditions > MAX_CONDITIONS {
            return Err(invalid(format!("The filter is nested too deeply or too long (position {}).", self.at())));
        }
        if self.word("not") {
            return Ok(self.one(depth + 1)?.negated());
        }
        if self.sign('(') {
            let inner = self.either(depth + 1)?;
            self.expect(')')?;
            return self.compared_with_truth(inner);
        }
        if let (Some(Token { at, kind: TokenKind::Word(name) }), Some(Token { kind: TokenKind::Sign('('), .. })) =
            (self.peek(), self.tokens.get(self.next + 1))
            && !matches!(*name, "tolower" | "toupper" | "trim")
        {
            self.next += 2;
            let call = self.call(name, *at)?;
            return self.compared_with_truth(call);
        }
        self.comparison()
    }

    /// `contains(...) eq true` is the call itself.
    fn compared_with_truth(&mut self, filter: Filter) -> Result<Filter, ODataError> {
        let same = match self.peek() {
            Some(Token { kind: TokenKind::Word("eq"), .. }) => true,
            Some(Token { kind: TokenKind::Word("ne"), .. }) => false,
            _ => return Ok(filter),
        };
        self.next += 1;
        match self.peek() {
            Some(Token { kind: TokenKind::Word(word @ ("true" | "false")), .. }) => {
                self.next += 1;
                Ok(if (*word == "true") == same { filter } else { filter.negated() })
            }
            _ => Err(self.unexpected()),
        }
    }

    fn comparison(&mut self) -> Result<Filter, ODataError> {
        let (left_at, left) = (self.at(), self.side()?);
        let comparison = match self.peek() {
            Some(Token { kind: TokenKind::Word(word), .. }) => match *word {
                "eq" => Some(Comparison::Equal),
                "ne" => Some(Comparison::NotEqual),
                "gt" => Some(Comparison::Greater),
                "ge" => Some(Comparison::GreaterOrEqual),
                "lt" => Some(Comparison::Less),
                "le" => Some(Comparison::LessOrEqual),
                "in" => {
                    self.next += 1;
                    return self.listed(left, left_at);
                }
                _ => None,
            },
            _ => None,
        };
        let Some(comparison) = comparison else { return self.truth(left, left_at) };
        self.next += 1;
        let (right_at, right) = (self.at(), self.side()?);
        match (left, right) {
            (Side::Column(column), Side::Literal(literal)) => self.compare(column, comparison, &literal, right_at),
            (Side::Literal(literal), Side::Column(column)) => {
                self.compare(column, comparison.swapped(), &literal, left_at)
            }
            (Side::Column(column), Side::Column(other)) => {
                compare_columns(self.table, column, comparison, other, right_at)
            }
            (Side::Literal(left), Side::Literal(right)) => match comparison {
                Comparison::Equal => Ok(Filter::Const(left == right)),
                Comparison::NotEqual => Ok(Filter::Const(left != right)),
                _ => Err(invalid(format!("One side of a comparison must be a column (position {left_at})."))),
            },
        }
    }

    /// A column of yes or no alone is a condition.
    fn truth(&self, side: Side, at: usize) -> Result<Filter, ODataError> {
        match side {
            Side::Column(column) if self.column(column).is_some_and(|column| column.kind == ColumnKind::Boolean) => {
                Ok(equal(column, Cell::Bool(true)))
            }
            Side::Literal(Literal::Bool(truth)) => Ok(Filter::Const(truth)),
            _ if self.peek().is_some() => Err(self.unexpected()),
            _ => Err(syntax(at, "a value alone")),
        }
    }

    fn column(&self, at: usize) -> Option<&'a Column> {
        self.table.columns.get(at)
    }

    fn compare(
        &self,
        column: usize,
        comparison: Comparison,
        literal: &Literal,
        at: usize,
    ) -> Result<Filter, ODataError> {
        let Some(of) = self.column(column) else { return Ok(Filter::Const(false)) };
        let cell = literal.cell(of).map_err(|what| invalid(format!("{what} (position {at}).")))?;
        Ok(compare_cell(column, comparison, cell))
    }

    /// `in ('a','b')`
    fn listed(&mut self, side: Side, at: usize) -> Result<Filter, ODataError> {
        let Side::Column(column) = side else { return Err(syntax(at, "a value in place of a column")) };
        let Some(of) = self.column(column) else { return Ok(Filter::Const(false)) };
        self.expect('(')?;
        let mut values = Vec::new();
        loop {
            self.conditions += 1;
            if self.conditions > MAX_CONDITIONS {
                return Err(invalid("The list of an 'in' is too long."));
            }
            let at = self.at();
            let literal = self.literal()?;
            let cell = literal.cell(of).map_err(|what| invalid(format!("{what} (position {at}).")))?;
            values.push(cell);
            if !self.sign(',') {
                break;
            }
        }
        self.expect(')')?;
        Ok(condition::one_of(column, values))
    }

    fn side(&mut self) -> Result<Side, ODataError> {
        if let Some(Token { kind: TokenKind::Word("tolower" | "toupper" | "trim"), .. }) = self.peek()
            && let Some(Token { kind: TokenKind::Sign('('), .. }) = self.tokens.get(self.next + 1)
        {
            // Texts compare ignoring case anyway.
            self.next += 2;
            let inner = if let Some(Token { kind: TokenKind::Word(word), at }) = self.take() {
                name::column(self.table, word).map(Side::Column).ok_or_else(|| unknown_column(self.table, word, *at))?
            } else {
                self.next -= 1;
                Side::Literal(self.literal()?)
            };
            self.expect(')')?;
            return Ok(inner);
        }
        if let Some(Token { kind: TokenKind::Word(word), at }) = self.peek() {
            if let Some(column) = name::column(self.table, word) {
                self.next += 1;
                return Ok(Side::Column(column));
            }
            if Literal::from_word(word).is_none() && !word.starts_with('@') {
                return Err(match word.split_once('/') {
                    Some((navigation, _)) if name::navigation(self.table, navigation).is_some() => ODataError::new(
                        ErrorKind::NotSupported,
                        format!("Filtering by a column of another table ('{word}', position {at}) is not supported."),
                    ),
                    _ => unknown_column(self.table, word, *at),
                });
            }
        }
        self.literal().map(Side::Literal)
    }

    fn literal(&mut self) -> Result<Literal, ODataError> {
        let literal = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Text(text)) => Some(Literal::Text(text.clone())),
            Some(TokenKind::Word(word)) if word.starts_with('@') => Some(self.alias(word)?),
            Some(TokenKind::Word(word)) => Literal::from_word(word),
            _ => None,
        };
        let literal = literal.ok_or_else(|| self.unexpected())?;
        self.next += 1;
        Ok(literal)
    }

    /// The value of a parameter alias; one that is not given is null.
    fn alias(&self, name: &str) -> Result<Literal, ODataError> {
        let Some((_, text)) = self.aliases.iter().find(|(alias, _)| *alias == name) else { return Ok(Literal::Null) };
        let wrong = || invalid(format!("The value of the parameter alias '{name}' is not a single value."));
        match tokens(text).map_err(|_| wrong())?.as_slice() {
            [Token { kind: TokenKind::Text(text), .. }] => Ok(Literal::Text(text.clone())),
            [Token { kind: TokenKind::Word(word), .. }] => Literal::from_word(word).ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }

    /// After `name(`.
    fn call(&mut self, function: &str, at: usize) -> Result<Filter, ODataError> {
        let kind = match function {
            "contains" => LikeKind::Contains,
            "startswith" => LikeKind::StartsWith,
            "endswith" => LikeKind::EndsWith,
            _ => return self.query_function(function, at),
        };
        let (column_at, side) = (self.at(), self.side()?);
        let Side::Column(column) = side else { return Err(syntax(column_at, "a value in place of a column")) };
        self.expect(',')?;
        let (text_at, literal) = (self.at(), self.literal()?);
        self.expect(')')?;
        let text = match literal {
            Literal::Text(text) => text,
            Literal::Null => return Ok(Filter::Const(false)),
            _ => return Err(syntax(text_at, "a value that is no quoted text")),
        };
        match self.column(column).map(|column| CellKind::of(&column.kind)) {
            Some(CellKind::Text) => condition::like_text(column, kind, &text)
                .map_err(|what| invalid(format!("{what} (position {text_at})."))),
            _ => Err(invalid(format!("'{function}' needs a text column (position {column_at})."))),
        }
    }

    /// `Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=7)`
    fn query_function(&mut self, function: &str, at: usize) -> Result<Filter, ODataError> {
        let operator =
            function.strip_prefix("Microsoft.Dynamics.CRM.").and_then(from_function_name).ok_or_else(|| {
                ODataError::new(
                    ErrorKind::NotSupported,
                    format!("The function '{function}' is not supported (position {at})."),
                )
            })?;
        let (mut column, mut values) = (None, Vec::new());
        while !self.sign(')') {
            let argument = match self.take() {
                Some(Token { kind: TokenKind::Word(word), .. }) => *word,
                _ => {
                    self.next -= 1;
                    return Err(self.unexpected());
                }
            };
            self.expect('=')?;
            let value_at = self.at();
            if argument == "PropertyName" {
                let literal = self.literal()?;
                let named = literal.as_text().unwrap_or_default();
                column = Some(
                    name::selectable(self.table, named).ok_or_else(|| unknown_column(self.table, named, value_at))?,
                );
            } else if self.sign('[') {
                while !self.sign(']') {
                    self.conditions += 1;
                    if self.conditions > MAX_CONDITIONS {
                        return Err(invalid(format!("The list of '{function}' is too long.")));
                    }
                    values.push(loosen(self.literal()?));
                    if !self.sign(',') && !matches!(self.peek(), Some(Token { kind: TokenKind::Sign(']'), .. })) {
                        return Err(self.unexpected());
                    }
                }
            } else {
                values.push(loosen(self.literal()?));
            }
            if !self.sign(',') && !matches!(self.peek(), Some(Token { kind: TokenKind::Sign(')'), .. })) {
                return Err(self.unexpected());
            }
        }
        let column = column.ok_or_else(|| invalid(format!("'{function}' needs a PropertyName (position {at}).")))?;
        condition::condition(self.table, column, operator, &values, self.asking)
            .map_err(|what| invalid(format!("{what} (position {at}).")))
    }
}

/// Values of query functions are often quoted, whatever their type.
fn loosen(literal: Literal) -> Literal {
    match literal {
        Literal::Text(text) => Literal::Loose(text),
        other => other,
    }
}

pub(super) fn equal(column: usize, cell: Cell) -> Filter {
    Filter::Compare { column, comparison: Comparison::Equal, with: Operand::Cell(cell) }
}

/// A comparison with a value, with what the platform means by comparing with null.
pub(super) fn compare_cell(column: usize, comparison: Comparison, cell: Cell) -> Filter {
    match (comparison, cell) {
        (Comparison::Equal, Cell::Null) => Filter::IsNull(column),
        (Comparison::NotEqual, Cell::Null) => Filter::IsNull(column).negated(),
        (_, Cell::Null) => Filter::Const(false),
        (Comparison::NotEqual, cell) => equal(column, cell).negated(),
        (comparison, cell) => Filter::Compare { column, comparison, with: Operand::Cell(cell) },
    }
}

/// A comparison of two columns of the same kind.
pub(super) fn compare_columns(
    table: &Table,
    column: usize,
    comparison: Comparison,
    other: usize,
    at: usize,
) -> Result<Filter, ODataError> {
    let kind = |at: usize| table.columns.get(at).map(|column| CellKind::of(&column.kind));
    if kind(column) != kind(other) {
        return Err(invalid(format!("Only columns of the same type can be compared (position {at}).")));
    }
    Ok(Filter::Compare { column, comparison, with: Operand::Column(other) })
}

fn shown(token: &Token<'_>) -> String {
    match &token.kind {
        TokenKind::Word(word) => format!("'{}'", word.chars().take(100).collect::<String>()),
        TokenKind::Text(text) => format!("the text '{}'", text.chars().take(100).collect::<String>()),
        TokenKind::Sign(sign) => format!("'{sign}'"),
    }
}

fn syntax(at: usize, found: &str) -> ODataError {
    invalid(format!("Syntax error: {found} is not expected at position {at} in the filter."))
}
