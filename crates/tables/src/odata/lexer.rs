//! Words of a filter.

/// A word with the byte at which it begins.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Token<'a> {
    pub(super) at: usize,
    pub(super) kind: TokenKind<'a>,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum TokenKind<'a> {
    /// A name, keyword, number, date or id.
    Word(&'a str),
    /// A text in single or, as lists of query functions are often written, double quotes, with doubled quotes undone.
    Text(String),
    /// One of `( ) , = [ ]`.
    Sign(char),
}

/// Splits a filter into words.
///
/// # Errors
/// The byte and character at which it cannot go on.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, (usize, String)> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let at = text.len() - rest.len();
        let Some(first) = rest.chars().next() else { return Ok(tokens) };
        let length = match first {
            '(' | ')' | ',' | '=' | '[' | ']' => {
                tokens.push(Token { at, kind: TokenKind::Sign(first) });
                1
            }
            quote @ ('\'' | '"') => {
                let (value, length) =
                    quoted(rest, quote).ok_or_else(|| (at, "a text without its closing quote".to_owned()))?;
                tokens.push(Token { at, kind: TokenKind::Text(value) });
                length
            }
            c if is_word(c) => {
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                tokens.push(Token { at, kind: TokenKind::Word(rest.get(..length).unwrap_or_default()) });
                length
            }
            other => return Err((at, format!("the character {other:?}"))),
        };
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '+' | '-' | '/' | '@' | '$' | '*' | '{' | '}')
}

/// The text that begins with a quote, and how many bytes it takes with its quotes.
fn quoted(text: &str, quote: char) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != quote {
            value.push(c);
        } else if chars.next_if(|(_, next)| *next == quote).is_some() {
            value.push(quote);
        } else {
            return Some((value, at + 1));
        }
    }
    None
}
