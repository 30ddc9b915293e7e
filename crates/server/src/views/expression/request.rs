//! What an editor asks.

use app::{
    AppError,
    expressions::{Edited, EditedAt, EditedIn},
};
use serde::Deserialize;
use utoipa::ToSchema;
use wdl::Value;

use crate::routes::named;
use crate::views::flow::text_of;

/// A string of a definition that is being edited. Without `definition` and `flow` it can refer to nothing.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnalyzeRequest {
    /// The definition as it is being edited: a cloud flow's file (`clientdata`) or a bare definition, as JSON or as its text.
    #[schema(value_type = Option<serde_json::Value>)]
    definition: Option<Value>,
    /// In place of `definition`: a flow of `environment`, by id, or by a name that only one flow has.
    flow: Option<String>,
    /// The version of `flow`; its current one where none is given.
    version: Option<u32>,
    /// The environment of the flow, or whose tables `definition` uses.
    environment: Option<String>,
    /// Where the string stands. Without it every action counts as ended, and no loop is around it.
    place: Option<PlaceRequest>,
    /// The string, with `@` where it is an expression.
    #[schema(example = "@{concat(triggerBody()?['")]
    text: String,
    /// UTF-16 code units before the cursor; the end of the text where none is given.
    cursor: Option<usize>,
}

/// Where in a definition a string stands.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceRequest {
    /// The name of the action; absent for the trigger.
    action: Option<String>,
    /// The names on the way to the string from the action or the trigger, joined with `/`.
    #[schema(example = "inputs/where")]
    #[serde(default)]
    path: String,
}

impl AnalyzeRequest {
    /// The question, and the units of its text.
    ///
    /// # Errors
    /// Members that do not go together; a cursor outside of the text.
    pub(crate) fn read(self) -> Result<(Edited, Units), AppError> {
        let refused = |path: &str, message: &str, hint: &str| {
            Err(AppError::invalid(message.to_owned()).with_hint(hint.to_owned()).at(path))
        };
        let units = Units::of(&self.text);
        let Some(cursor) = self.cursor.map_or(Some(self.text.len()), |cursor| units.byte(cursor)) else {
            return refused(
                "cursor",
                "The cursor is behind the end of the text.",
                "Count UTF-16 code units from the start of `text`.",
            );
        };
        let of = match (self.definition, self.flow, self.environment) {
            (Some(_), Some(_), _) => {
                return refused("flow", "Both a definition and a flow are given.", "Send one of them.");
            }
            (None, Some(_), None) => {
                return refused("environment", "The flow's environment is missing.", "Name the environment.");
            }
            (None, Some(flow), Some(environment)) => {
                EditedIn::Flow { environment, flow: named(&flow), version: self.version }
            }
            _ if self.version.is_some() => {
                return refused(
                    "version",
                    "A version is given, and no flow.",
                    "Name the flow, or leave the version out.",
                );
            }
            (Some(definition), None, environment) => EditedIn::Definition { text: text_of(&definition), environment },
            (None, None, _) => EditedIn::Nothing,
        };
        let place = self.place.map(|place| EditedAt { action: place.action, path: place.path });
        Ok((Edited { of, place, text: self.text, cursor }, units))
    }
}

/// Bytes of a text and the UTF-16 code units that editors count.
pub(crate) struct Units {
    /// The units before each byte and before the end; a byte inside a character counts as its start.
    before: Vec<usize>,
}

impl Units {
    /// Of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut before = Vec::with_capacity(text.len() + 1);
        let mut units = 0;
        for c in text.chars() {
            before.extend(std::iter::repeat_n(units, c.len_utf8()));
            units += c.len_utf16();
        }
        before.push(units);
        Self { before }
    }

    /// The units before a byte.
    pub(crate) fn before(&self, byte: usize) -> usize {
        self.before.get(byte).or(self.before.last()).copied().unwrap_or_default()
    }

    /// The byte before which there are so many units; the character's start inside a pair. `None` behind the end.
    fn byte(&self, units: usize) -> Option<usize> {
        let last = *self.before.last()?;
        if units > last {
            return None;
        }
        // The first byte of the last character that begins at or before it.
        let end = self.before.partition_point(|before| *before <= units);
        let begins = *self.before.get(end.checked_sub(1)?)?;
        Some(self.before.partition_point(|before| *before < begins))
    }
}

#[cfg(test)]
mod tests {
    use super::Units;

    #[test]
    fn bytes_and_units_are_translated() {
        let units = Units::of("aé\u{1F600}b");
        let bytes: Vec<_> = (0..=6).map(|at| units.byte(at)).collect();
        assert_eq!(bytes, [Some(0), Some(1), Some(3), Some(3), Some(7), Some(8), None]);
        let before: Vec<_> = [0, 1, 3, 7, 8].into_iter().map(|byte| units.before(byte)).collect();
        assert_eq!(before, [0, 1, 2, 4, 5]);
        assert_eq!((Units::of("").byte(0), Units::of("").byte(1)), (Some(0), None));
    }
}
