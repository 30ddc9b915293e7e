//! Custom date formats in pieces, and the custom formats that standard ones stand for.

use crate::format::culture::Culture;

/// A piece of a custom format.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Piece {
    /// One of `dfFghHKmMstyzZ:/` and how often it stands there.
    Part(char, usize),
    /// Stands for itself.
    Text(char),
}

/// The pieces of a custom format; `None` if a quote is not closed, or an escape or `%` has nothing after it.
pub(super) fn pieces(format: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' | '"' => loop {
                match chars.next()? {
                    end if end == c => break,
                    '\\' => pieces.push(Piece::Text(chars.next()?)),
                    text => pieces.push(Piece::Text(text)),
                }
            },
            '\\' => pieces.push(Piece::Text(chars.next()?)),
            // Makes a part of a single letter, which would else be a standard format.
            '%' if chars.peek().is_none_or(|next| *next == '%') => return None,
            '%' => {}
            'd' | 'f' | 'F' | 'g' | 'h' | 'H' | 'K' | 'm' | 'M' | 's' | 't' | 'y' | 'z' | 'Z' | ':' | '/' => {
                let mut count = 1;
                while !matches!(c, ':' | '/' | 'K' | 'Z') && chars.next_if_eq(&c).is_some() {
                    count += 1;
                }
                if matches!(c, 'f' | 'F') && count > 7 {
                    return None;
                }
                pieces.push(Piece::Part(c, count));
            }
            other => pieces.push(Piece::Text(other)),
        }
    }
    Some(pieces)
}

/// The custom format that a format of one letter stands for, and whether it is the same in every culture; `None` if there
/// is no such letter.
pub(super) fn standard(letter: char, culture: &Culture) -> Option<(String, bool)> {
    let Culture { short_date, long_date, short_time, long_time, month_day, year_month, .. } = culture;
    let own = |format: String| Some((format, false));
    let fixed = |format: &str| Some((format.to_owned(), true));
    match letter {
        'd' => own((*short_date).to_owned()),
        'D' => own((*long_date).to_owned()),
        'f' => own(format!("{long_date} {short_time}")),
        'F' | 'U' => own(format!("{long_date} {long_time}")),
        'g' => own(format!("{short_date} {short_time}")),
        'G' => own(format!("{short_date} {long_time}")),
        'm' | 'M' => own((*month_day).to_owned()),
        't' => own((*short_time).to_owned()),
        'T' => own((*long_time).to_owned()),
        'y' | 'Y' => own((*year_month).to_owned()),
        'o' | 'O' => fixed("yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK"),
        'r' | 'R' => fixed("ddd, dd MMM yyyy HH':'mm':'ss 'GMT'"),
        's' => fixed("yyyy'-'MM'-'dd'T'HH':'mm':'ss"),
        'u' => fixed("yyyy'-'MM'-'dd HH':'mm':'ss'Z'"),
        _ => None,
    }
}
