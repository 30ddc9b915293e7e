//! The audit entry of a change, written with it.

use model::{BreakGlassId, EnvironmentId, PrincipalId, Timestamp};
use serde_json::{Map, Value, json};
use store::{Tx, audit};
use uuid::Uuid;

use crate::{AppError, drift::hand};

/// What a change says about itself.
#[derive(Debug)]
pub(crate) struct Change {
    action: &'static str,
    about: Vec<About>,
    by_hand: Option<ByHand>,
}

/// That something which a solution brings is changed by hand.
#[derive(Clone, Copy, Debug)]
struct ByHand {
    break_glass: Option<BreakGlassId>,
}

#[derive(Debug)]
struct About {
    action: &'static str,
    environment: Option<EnvironmentId>,
    object: String,
    detail: Value,
}

/// Who changed, when, in which operation.
pub(crate) struct Written {
    pub(crate) actor: Option<PrincipalId>,
    pub(crate) at: Timestamp,
    pub(crate) correlation: Uuid,
}

impl Change {
    pub(crate) fn new(action: &'static str) -> Self {
        Self { action, about: Vec::new(), by_hand: None }
    }

    /// Says what was changed, with particulars. `detail` is a JSON object and never holds a secret.
    pub(crate) fn of(&mut self, environment: Option<EnvironmentId>, object: impl Into<String>, detail: Value) {
        self.also(self.action, environment, object, detail);
    }

    /// Says that the change brought about another one.
    pub(crate) fn also(
        &mut self,
        action: &'static str,
        environment: Option<EnvironmentId>,
        object: impl Into<String>,
        detail: Value,
    ) {
        self.about.push(About { action, environment, object: object.into(), detail });
    }

    /// Says that something which a solution brings is changed by hand, and which break-glass makes that possible. Whoever does is noted.
    pub(crate) fn by_hand(&mut self, break_glass: Option<BreakGlassId>) {
        self.by_hand = Some(ByHand { break_glass });
    }

    /// Whether anything was said.
    pub(crate) fn is_said(&self) -> bool {
        !self.about.is_empty()
    }

    pub(crate) fn write(self, tx: &mut Tx<'_>, written: &Written) -> Result<(), AppError> {
        if self.about.is_empty() {
            return Err(AppError::internal(format!("`{}` did not say what it changed", self.action)));
        }
        for About { action, environment, object, detail } in self.about {
            let mut members = match detail {
                Value::Object(members) => members,
                Value::Null => Map::new(),
                other => Map::from_iter([("detail".to_owned(), other)]),
            };
            members.insert("correlation".to_owned(), json!(written.correlation));
            if let Some(ByHand { break_glass }) = self.by_hand {
                members.extend(break_glass.map(|id| ("breakGlass".to_owned(), json!(id))));
                if let (Some(environment), Some(by), Some(component)) =
                    (environment, written.actor, hand::component(action, &object))
                {
                    hand::note(tx, (by, written.at), environment, &component, break_glass)?;
                }
            }
            audit::append(
                tx,
                &audit::Entry {
                    at: written.at,
                    actor: written.actor,
                    environment,
                    action: action.to_owned(),
                    object,
                    detail: Value::Object(members).to_string(),
                },
            )?;
        }
        Ok(())
    }
}
