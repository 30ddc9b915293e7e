//! Files as people have them: UTF-8 with or without a byte order mark, or UTF-16.

use std::{fmt, fs, io::Read as _, path::Path};

use wdl::Value;

use crate::failure::Failure;

/// A file that could not be used, with the place of the first mistake where it has one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Unreadable {
    /// `FileUnreadable`, `NotText` or `InvalidJson`.
    pub(crate) code: &'static str,
    /// What is wrong.
    pub(crate) message: String,
    /// Line and column, from 1.
    pub(crate) place: Option<(usize, usize)>,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match self.place {
            Some((line, column)) => write!(f, " (line {line}, column {column})"),
            None => Ok(()),
        }
    }
}

/// The bytes of a file, or of standard input where the path is `-`.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Unreadable> {
    let read = if path == Path::new("-") {
        let mut all = Vec::new();
        std::io::stdin().lock().read_to_end(&mut all).map(|_| all)
    } else {
        fs::read(path)
    };
    read.map_err(|error| Unreadable {
        code: "FileUnreadable",
        message: format!("the file cannot be read: {error}"),
        place: None,
    })
}

/// The text of a file.
pub(crate) fn text(path: &Path) -> Result<String, Unreadable> {
    decode(bytes(path)?)
}

/// The JSON of a file.
pub(crate) fn json(path: &Path) -> Result<Value, Unreadable> {
    parse(&text(path)?)
}

/// As [`json`], for files that a command cannot do without.
pub(crate) fn required_json(path: &Path) -> Result<Value, Failure> {
    json(path).map_err(|problem| Failure::new(format!("{}: {problem}", path.display())))
}

/// Reads JSON and says where it is broken.
pub(crate) fn parse(text: &str) -> Result<Value, Unreadable> {
    Value::from_json(text.as_bytes()).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let why = error.to_string();
        let why = why.strip_suffix(&format!(" at line {line}, column {column}")).unwrap_or(&why);
        Unreadable {
            code: "InvalidJson",
            message: format!("the file is not valid JSON: {why}"),
            place: Some((line, column)),
        }
    })
}

fn decode(bytes: Vec<u8>) -> Result<String, Unreadable> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let text = String::from_utf16(&pairs.iter().map(|pair| unit(*pair)).collect::<Vec<_>>()).ok();
        text.filter(|_| rest.is_empty()).ok_or_else(|| not_text("UTF-16"))
    };
    match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        // JSON starts with an ASCII character, so a zero beside it gives the width and the order away.
        [first, 0, ..] if first.is_ascii() && *first != 0 => wide(&bytes, u16::from_le_bytes),
        [0, second, ..] if second.is_ascii() && *second != 0 => wide(&bytes, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).map_err(|_| not_text("UTF-8")),
        _ => String::from_utf8(bytes).map_err(|_| not_text("UTF-8")),
    }
}

fn not_text(encoding: &str) -> Unreadable {
    Unreadable { code: "NotText", message: format!("the file is not {encoding} text"), place: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "{\"a\":\"é\"}";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            [b"\xFF\xFE", little.as_slice()].concat(),
            [b"\xFE\xFF", big.as_slice()].concat(),
            little,
            big,
        ] {
            assert_eq!(decode(bytes).unwrap(), text);
        }
        assert_eq!(decode(vec![0xFF, 0xFE, 0x41]).unwrap_err().code, "NotText");
        assert_eq!(decode(vec![b'a', 0xFF]).unwrap_err().code, "NotText");
    }

    #[test]
    fn broken_json_says_where() {
        assert_eq!(
            parse("{\n  \"a\": 1,\n}").unwrap_err().to_string(),
            "the file is not valid JSON: trailing comma (line 3, column 1)"
        );
    }
}
