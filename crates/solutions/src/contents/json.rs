//! JSON files of a package.

use wdl::Value;

use crate::{Member, Problem, problem::code, text};

/// A longer JSON file than this is refused. The largest real flow seen has 2 MB.
const MAX_BYTES: usize = 16 << 20;

/// Reads UTF-8 or UTF-16, with or without a byte order mark.
pub(crate) fn read(member: &Member) -> Result<Value, Problem> {
    let path = member.path();
    if member.bytes().len() > MAX_BYTES {
        let message = format!("the file is longer than {MAX_BYTES} bytes");
        return Err(Problem::error(code::FILE_TOO_COMPLEX, path, message));
    }
    let invalid = |message: String, line, column| Problem::error(code::FILE_INVALID, path, message).at(line, column);
    let text = text::decode(member.bytes()).map_err(|error| invalid(error.message, error.line, error.column))?;
    Value::from_json(text.as_bytes()).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let text = error.to_string();
        let text = text.strip_suffix(&format!(" at line {line}, column {column}")).unwrap_or(&text);
        let place = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        invalid(format!("the file is not valid JSON: {text}"), place(line), place(column))
    })
}
