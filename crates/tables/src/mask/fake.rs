//! Values that look like the ones in whose place they are.
//!
//! Nothing here reaches anybody: mails end at `example.com` (RFC 2606), and telephone numbers are those that the North American
//! numbering plan keeps for fiction (555-0100 to 555-0199).

use std::fmt::Write as _;

use model::table::{Column, ColumnKind, Table};
use rust_decimal::Decimal;

use super::{
    key::{Draw, Key},
    meaning::{Meaning, is_birth},
    rotate::rotated,
};
use crate::{Cell, CellKind};

const FIRST_NAMES: [&str; 24] = [
    "Alex", "Amira", "Ben", "Carla", "Chen", "Dana", "Elif", "Emil", "Farah", "Gita", "Hugo", "Ines", "Jonas", "Kira",
    "Leo", "Mina", "Nadia", "Omar", "Paula", "Ravi", "Sara", "Tom", "Vera", "Yuki",
];
const LAST_NAMES: [&str; 24] = [
    "Adler", "Baker", "Costa", "Demir", "Evans", "Fischer", "Garcia", "Haddad", "Ito", "Jansen", "Kaur", "Lund",
    "Meyer", "Novak", "Okafor", "Patel", "Rossi", "Silva", "Tanaka", "Varga", "Weber", "Yilmaz", "Zhang", "Moreau",
];
const STREETS: [&str; 8] =
    ["Birch Road", "Canal Street", "Elm Street", "Harbour Way", "Hill Lane", "Mill Road", "Oak Avenue", "Park Street"];
const CITIES: [&str; 8] =
    ["Ashford", "Brookhaven", "Eastport", "Fairview", "Lakewood", "Millbrook", "Northfield", "Westhaven"];
const COUNTRIES: [&str; 8] = ["Austria", "Brazil", "Canada", "Denmark", "India", "Japan", "Kenya", "Portugal"];
const KINDS_OF_COMPANY: [&str; 6] = ["Foods", "Group", "Logistics", "Systems", "Trading", "Works"];
const WORDS: [&str; 32] = [
    "amber", "basket", "candle", "copper", "corner", "drawer", "engine", "fabric", "folder", "garden", "hammer",
    "island", "kettle", "ladder", "lantern", "marble", "meadow", "mirror", "needle", "orange", "paper", "pencil",
    "pillow", "planet", "ribbon", "saddle", "silver", "summer", "table", "timber", "window", "winter",
];
/// A fake text has at most so many words.
const MOST_WORDS: usize = 200;
/// Texts that are longer, or have more words, are no numbers or codes even where they have a digit.
const LONGEST_CODE: (usize, usize) = (40, 3);
/// So often another text is made where one does not fit.
const TRIES: u32 = 8;
const DAY: i64 = 86_400;

/// A value without meaning in place of one.
pub(super) fn hashed(column: &Column, source: &Cell, key: &Key) -> Cell {
    match (&column.kind, source) {
        (ColumnKind::Uniqueidentifier, Cell::Uuid(id)) => Cell::Uuid(key.uuid(&["id", &id.to_string()])),
        (ColumnKind::Text { max_length }, Cell::Text(text)) => fitting(text, *max_length, key, |attempt| {
            let mut token = key.draw(&["hash", text, &attempt.to_string()]);
            let token = format!("{:016x}{:016x}", token.next(), token.next());
            Some(token.chars().take(*max_length as usize).collect())
        }),
        _ => Cell::Null,
    }
}

/// A plausible value in place of one.
pub(super) fn faked(table: &Table, column: &Column, source: &Cell, key: &Key, today: i64) -> Cell {
    match (&column.kind, source) {
        (_, Cell::Null) => Cell::Null,
        (ColumnKind::Text { max_length }, Cell::Text(text)) => {
            let meaning = Meaning::of(table, column);
            fitting(text, *max_length, key, |attempt| meaning.like(text, *max_length, key, attempt))
        }
        (ColumnKind::Uniqueidentifier, _) => hashed(column, source, key),
        _ => made_up(column, &mut key.draw(&["fake", &column.logical_name, &source.to_string()]), today),
    }
}

/// A value of a column that is no text. `today` is an instant in microseconds.
pub(super) fn made_up(column: &Column, draw: &mut Draw, today: i64) -> Cell {
    let option = |values: Vec<i64>, draw: &mut Draw| draw.pick(&values).copied();
    match &column.kind {
        ColumnKind::Integer | ColumnKind::BigInt => Cell::Int(draw.below(1_000) as i64),
        ColumnKind::Decimal { precision } => {
            Cell::Decimal(Decimal::new(draw.below(100_000) as i64, u32::from((*precision).min(2))).normalize())
        }
        ColumnKind::Double => Cell::Float(draw.below(100_000) as f64 / 100.0),
        ColumnKind::Boolean => Cell::Bool(draw.below(2) == 1),
        ColumnKind::Choice { options } => {
            option(options.iter().map(|it| it.value).collect(), draw).map_or(Cell::Null, Cell::Int)
        }
        ColumnKind::MultiChoice { options } => option(options.iter().map(|it| it.value).collect(), draw)
            .map_or(Cell::Null, |value| Cell::text(value.to_string())),
        ColumnKind::DateTime { .. } => {
            // Whoever is born is of age, and everything else was within a year.
            let (least, span) = if is_birth(column) { (20 * 365, 50 * 365) } else { (0, 365) };
            let ago = (least * DAY).saturating_add(draw.below(span * DAY as u64) as i64);
            let seconds = today.div_euclid(1_000_000).saturating_sub(ago);
            match CellKind::of(&column.kind) {
                CellKind::Day => Cell::Day(i32::try_from(seconds.div_euclid(DAY)).unwrap_or_default()),
                _ => Cell::Instant(seconds.saturating_mul(1_000_000)),
            }
        }
        ColumnKind::Uniqueidentifier => Cell::Uuid(uuid::Uuid::from_u64_pair(draw.next(), draw.next())),
        _ => Cell::Null,
    }
}

/// The first of some attempts that is another text and fits, else one of the same shape, which always does.
fn fitting(source: &str, max_length: u32, key: &Key, attempt: impl Fn(u32) -> Option<String>) -> Cell {
    let fits = |text: &String| text != source && !text.is_empty() && text.encode_utf16().count() <= max_length as usize;
    let made = (0..TRIES).map_while(attempt).find(fits);
    made.or_else(|| rotated(source, key)).map_or(Cell::Null, Cell::text)
}

impl Meaning {
    /// A text like another one. `None` where only one of the same shape will do.
    fn like(self, source: &str, max_length: u32, key: &Key, attempt: u32) -> Option<String> {
        let of = |part: &str, text: &str| key.draw(&[part, text, &attempt.to_string()]);
        let words = source.split_whitespace().count();
        let is_code = source.chars().any(char::is_numeric) && source.len() <= LONGEST_CODE.0 && words <= LONGEST_CODE.1;
        match self {
            Self::Code => None,
            Self::Words | Self::Company if is_code => None,
            // A whole name fits the parts that are masked beside it.
            Self::FullName => {
                let (first, last) = source.trim().rsplit_once(char::is_whitespace).unwrap_or(("", source));
                let last = Self::LastName.text(&mut of("LastName", last.trim()), 1, max_length);
                let first = first.split_whitespace().next();
                Some(match first {
                    None => last,
                    Some(name) => {
                        format!("{} {last}", Self::FirstName.text(&mut of("FirstName", name), 1, max_length))
                    }
                })
            }
            _ => Some(self.text(&mut of(&format!("{self:?}"), source.trim()), words, max_length)),
        }
    }

    /// A text of so many words, where it is made of words.
    pub(super) fn text(self, draw: &mut Draw, words: usize, max_length: u32) -> String {
        let pick = |list: &[&'static str], draw: &mut Draw| draw.pick(list).copied().unwrap_or_default();
        match self {
            Self::Email => {
                let (first, last) = (pick(&FIRST_NAMES, draw), pick(&LAST_NAMES, draw));
                let number = draw.below(1 << 32);
                let long = format!("{first}.{last}.{number:08x}@example.com").to_lowercase();
                if long.len() <= max_length as usize { long } else { format!("{number:08x}@example.com") }
            }
            Self::Url => format!("https://www.example.com/{:08x}", draw.below(1 << 32)),
            Self::Phone => format!("+1 {} 555 01{:02}", 200 + draw.below(800), draw.below(100)),
            Self::FirstName => pick(&FIRST_NAMES, draw).to_owned(),
            Self::LastName => pick(&LAST_NAMES, draw).to_owned(),
            Self::FullName => format!("{} {}", pick(&FIRST_NAMES, draw), pick(&LAST_NAMES, draw)),
            Self::Code => format!("{:08}", draw.below(100_000_000)),
            Self::Street => format!("{} {}", 1 + draw.below(199), pick(&STREETS, draw)),
            Self::City => pick(&CITIES, draw).to_owned(),
            Self::Country => pick(&COUNTRIES, draw).to_owned(),
            Self::Company => {
                format!("{} {}", capital(pick(&WORDS, draw)), pick(&KINDS_OF_COMPANY, draw))
            }
            Self::Words => {
                let mut text = capital(pick(&WORDS, draw));
                for _ in 1..words.min(MOST_WORDS) {
                    let word = pick(&WORDS, draw);
                    if text.len() + 1 + word.len() > max_length as usize {
                        break;
                    }
                    let _ = write!(text, " {word}");
                }
                text
            }
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
