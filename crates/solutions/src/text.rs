//! Texts out of bytes, and names that are compared without case.

use std::borrow::Cow;

/// The form in which names are compared: the platform ignores case everywhere.
pub(crate) fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// Bytes that are no text, with the place of the first wrong one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NotText {
    pub(crate) message: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// Reads UTF-8, with or without a byte order mark, and UTF-16 in either byte order: exports hold all of them.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest).map(Cow::Borrowed),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        // Both formats start with an ASCII character, so a zero beside it gives the width and the order away.
        [b'<' | b'{' | b'[', 0, ..] => utf16(bytes, u16::from_le_bytes).map(Cow::Owned),
        [0, b'<' | b'{' | b'[', ..] => utf16(bytes, u16::from_be_bytes).map(Cow::Owned),
        _ => utf8(bytes).map(Cow::Borrowed),
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, NotText> {
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let (line, column) = place(&String::from_utf8_lossy(good));
        NotText { message: "the file is not UTF-8 text".to_owned(), line, column }
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, NotText> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let odd = (!rest.is_empty()).then_some(Err(()));
    let decoded = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    for c in decoded.map(|c| c.map_err(|_| ())).chain(odd) {
        match c {
            Ok(c) => text.push(c),
            Err(()) => {
                let (line, column) = place(&text);
                return Err(NotText { message: "the file is not UTF-16 text".to_owned(), line, column });
            }
        }
    }
    Ok(text)
}

/// Line and column, from 1, of what follows this text.
fn place(before: &str) -> (u32, u32) {
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_of_the_same_text_reads_the_same() {
        let text = "{\"a\": \"ü😀\"}";
        let mut forms = vec![text.as_bytes().to_vec(), [b"\xEF\xBB\xBF", text.as_bytes()].concat()];
        for (mark, bytes) in [(b"\xFF\xFE", u16::to_le_bytes as fn(u16) -> [u8; 2]), (b"\xFE\xFF", u16::to_be_bytes)] {
            forms.push(wide(text, bytes));
            forms.push([&mark[..], &wide(text, bytes)].concat());
        }
        for form in forms {
            assert_eq!(decode(&form).unwrap(), text, "{form:?}");
        }
    }

    #[test]
    fn a_wrong_byte_has_a_place() {
        assert_eq!(
            decode(b"ab\ncd\xFFe").unwrap_err(),
            NotText { message: "the file is not UTF-8 text".into(), line: 2, column: 3 }
        );
        assert_eq!(decode(b"<\0a\0b").unwrap_err().column, 3);
    }
}
