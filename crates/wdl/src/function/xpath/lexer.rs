//! Paths into tokens.

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    /// A name without prefix.
    Name(String),
    /// A name with a prefix, or `prefix:*`.
    Prefixed(String),
    Variable(String),
    /// `( ) [ ] . .. @ , :: / // | + - = != < <= > >= *`
    Mark(&'static str),
    /// `and or mod div *` between operands.
    Operator(&'static str),
}

const MARKS: [&str; 20] =
    ["..", "::", "//", "!=", "<=", ">=", "(", ")", "[", "]", ".", "@", ",", "/", "|", "+", "-", "=", "<", ">"];

pub(super) fn tokens(path: &str) -> Result<Vec<Token>, String> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = path;
    loop {
        rest = rest.trim_start();
        let Some(c) = rest.chars().next() else { return Ok(tokens) };
        // After an operand, a star multiplies and some names are operators.
        let is_operand = match tokens.last() {
            None | Some(Token::Operator(_)) => false,
            Some(Token::Mark(mark)) => matches!(*mark, ")" | "]" | "." | ".." | "*"),
            Some(_) => true,
        };
        let (token, length) = match c {
            '\'' | '"' => {
                let text =
                    rest.get(1..).and_then(|text| text.split_once(c)).ok_or("a text in it has no closing quote.")?.0;
                (Token::Text(text.to_owned()), text.len() + 2)
            }
            '0'..='9' => number(rest)?,
            '.' if rest.get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) => number(rest)?,
            '$' => {
                let name = name(rest.get(1..).unwrap_or_default());
                (Token::Variable(name.to_owned()), name.len() + 1)
            }
            '*' if is_operand => (Token::Operator("*"), 1),
            '*' => (Token::Mark("*"), 1),
            _ => match MARKS.iter().find(|mark| rest.starts_with(**mark)) {
                Some(mark) => (Token::Mark(mark), mark.len()),
                None => word(rest, is_operand)?,
            },
        };
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn number(text: &str) -> Result<(Token, usize), String> {
    let length = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let written = text.get(..length).unwrap_or_default();
    let number = written.parse().map_err(|_| format!("'{written}' is no number."))?;
    Ok((Token::Number(number), length))
}

fn name(text: &str) -> &str {
    let length = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(text.len());
    text.get(..length).unwrap_or_default()
}

fn word(text: &str, is_operand: bool) -> Result<(Token, usize), String> {
    let first = name(text);
    if first.is_empty() || first.starts_with(|c: char| c.is_numeric() || matches!(c, '-' | '.')) {
        let c = text.chars().next().unwrap_or_default();
        return Err(format!("the character '{}' is not expected.", c.escape_debug()));
    }
    if is_operand {
        return match ["and", "or", "mod", "div"].into_iter().find(|operator| *operator == first) {
            Some(operator) => Ok((Token::Operator(operator), first.len())),
            None => Err(format!("'{first}' is not expected after a value.")),
        };
    }
    let rest = text.get(first.len()..).unwrap_or_default();
    if let Some(local) = rest.strip_prefix(':').filter(|rest| !rest.starts_with(':')) {
        let local = if local.starts_with('*') { "*" } else { name(local) };
        return Ok((Token::Prefixed(format!("{first}:{local}")), first.len() + 1 + local.len()));
    }
    Ok((Token::Name(first.to_owned()), first.len()))
}
