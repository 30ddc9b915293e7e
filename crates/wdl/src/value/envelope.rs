//! Content envelopes: how the language carries content that is neither JSON nor text.

use std::borrow::Cow;

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{Object, Value};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    // .NET does not look at the bits that padding leaves over.
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical)
        .with_decode_allow_trailing_bits(true),
);

/// An object with `$content-type` and `$content`: a media type and content in base64.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The media type with its parameters.
    pub content_type: &'a str,
    /// The content in base64.
    pub content: &'a str,
}

impl Value {
    /// The envelope, if this is one.
    pub fn as_envelope(&self) -> Option<Envelope<'_>> {
        let object = self.as_object()?;
        Some(Envelope {
            content_type: object.get("$content-type")?.as_str()?,
            content: object.get("$content")?.as_str()?,
        })
    }

    /// An envelope around bytes.
    pub fn envelope(content_type: &str, content: &[u8]) -> Self {
        Self::envelope_of(content_type, &to_base64(content))
    }

    /// An envelope around content that is in base64 already.
    pub(crate) fn envelope_of(content_type: &str, base64: &str) -> Self {
        Self::Object(Object::from([("$content-type", Self::from(content_type)), ("$content", Self::from(base64))]))
    }
}

impl Envelope<'_> {
    /// The content; `None` if it is not base64.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        from_base64(self.content)
    }

    /// The content as text in the charset that the media type names, else UTF-8; `None` if it is not base64.
    pub fn text(&self) -> Option<String> {
        Some(decode(&self.bytes()?, self.parameter("charset").unwrap_or("utf-8")))
    }

    /// The media type without parameters.
    pub fn media_type(&self) -> &str {
        self.content_type.split(';').next().unwrap_or_default().trim()
    }

    /// A parameter of the media type.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.content_type.split(';').skip(1).find_map(|parameter| {
            let (key, value) = parameter.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
        })
    }

    /// Whether the media type is JSON.
    pub fn is_json(&self) -> bool {
        let media_type = self.media_type().to_ascii_lowercase();
        media_type == "application/json" || media_type == "text/json" || media_type.ends_with("+json")
    }

    /// Whether the media type is XML.
    pub fn is_xml(&self) -> bool {
        let media_type = self.media_type().to_ascii_lowercase();
        media_type == "application/xml" || media_type == "text/xml" || media_type.ends_with("+xml")
    }
}

/// Bytes as base64.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Base64 as bytes. White space is skipped; the length with padding must be a multiple of four.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
    let text: Cow<'_, str> = if text.contains(is_space) {
        text.chars().filter(|c| !is_space(*c)).collect::<String>().into()
    } else {
        text.into()
    };
    BASE64.decode(text.as_bytes()).ok()
}

/// Bytes as text. Bytes that a charset cannot mean become U+FFFD.
pub(crate) fn decode(bytes: &[u8], charset: &str) -> String {
    match charset.to_ascii_lowercase().as_str() {
        "iso-8859-1" | "latin1" => bytes.iter().map(|byte| char::from(*byte)).collect(),
        "us-ascii" | "ascii" => {
            bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '\u{FFFD}' }).collect()
        }
        "utf-16" | "utf-16le" | "unicode" => utf16(bytes, u16::from_le_bytes),
        "utf-16be" => utf16(bytes, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).into_owned(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        _ => 0xFFFD,
    });
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect();
    text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)
}
