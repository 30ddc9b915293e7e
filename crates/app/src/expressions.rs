//! Expressions that are being written: what an editor shows of one.

use std::sync::Arc;

use model::{EnvironmentId, table::Table};
use store::{Tx, tables as stored};
use tables::row::type_of;
use wdl::{
    Value,
    analysis::{self, Analysis, Member, Operation, Place, Schemas, Type},
};

use crate::{
    AppError, Op, Steward,
    flows::{Compiled, save},
    lookup::{self, Enter, FlowName, See},
};

/// A string of a definition that is being edited.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The definition.
    pub of: EditedIn,
    /// Where the string stands; nothing where it stands nowhere in particular.
    pub place: Option<EditedAt>,
    /// Its text.
    pub text: String,
    /// Bytes before the cursor.
    pub cursor: usize,
}

/// The definition that a string belongs to.
#[derive(Clone, Debug)]
pub enum EditedIn {
    /// None: the string can refer to nothing.
    Nothing,
    /// One that is being edited: a cloud flow's file or a bare definition, as JSON text.
    Definition {
        /// The text.
        text: String,
        /// The environment whose tables it uses.
        environment: Option<String>,
    },
    /// A version of a flow, the current one where none is named.
    Flow {
        /// The environment that the flow is in.
        environment: String,
        /// The flow.
        flow: FlowName,
        /// The version's number.
        version: Option<u32>,
    },
}

/// Where in a definition a string stands.
#[derive(Clone, Debug)]
pub struct EditedAt {
    /// The action; nothing for the trigger.
    pub action: Option<String>,
    /// The place below it (`inputs/where`).
    pub path: String,
}

/// Looks at a string of a definition. Anybody may ask about a definition that they send; about a flow, whoever may see inside it.
///
/// # Errors
/// The caller may not know of the environment or the flow, or not see inside it; there is no such version or action; the text is no
/// definition.
pub async fn analyze(steward: &Steward, op: &Op, edited: Edited) -> Result<Analysis, AppError> {
    let op = op.clone();
    steward
        .read(move |steward, tx| {
            let (compiled, environment) = find(steward, tx, &op, &edited.of)?;
            let tables = match environment {
                Some(environment) if compiled.uses.iter().any(|used| used.connector.is_dataverse()) => {
                    stored::list_tables(tx, environment)?
                }
                _ => Vec::new(),
            };
            let place = match &edited.place {
                None => Place::Anywhere,
                Some(EditedAt { action: None, path }) => Place::Trigger { path },
                Some(EditedAt { action: Some(name), path }) => Place::Action { name, path },
            };
            let request = analysis::Request {
                definition: &compiled.clientdata.definition,
                schemas: &Known { compiled: &compiled, tables },
                place,
                text: &edited.text,
                cursor: edited.cursor,
            };
            analysis::analyze(request).ok_or_else(|| no_action(&edited))
        })
        .await
}

fn no_action(edited: &Edited) -> AppError {
    let name = edited.place.as_ref().and_then(|place| place.action.as_deref()).unwrap_or_default();
    AppError::invalid(format!("The definition has no action `{name}`."))
        .with_hint("Send the definition as it is being edited, with this action in it.")
        .at("place/action")
}

/// The definition, and the environment whose tables it uses.
fn find(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    of: &EditedIn,
) -> Result<(Arc<Compiled>, Option<EnvironmentId>), AppError> {
    match of {
        EditedIn::Nothing => Ok((Arc::new(Compiled::read(Value::Object(wdl::Object::new()))), None)),
        EditedIn::Definition { text, environment } => {
            let environment = match environment {
                Some(name) => Some(lookup::environment::<Enter>(tx, op, name)?.id()),
                None => None,
            };
            let (_, compiled) = save::read(text)?;
            Ok((Arc::new(compiled), environment))
        }
        EditedIn::Flow { environment, flow, version } => {
            let proof = lookup::flow::<See>(tx, op, environment, flow)?;
            let number = version.unwrap_or(proof.flow().version);
            let is_there =
                number == proof.flow().version || store::flows::versions::get(tx, proof.key(), number)?.is_some();
            if !is_there {
                return Err(AppError::not_found(format!("version {number}")));
            }
            let compiled = steward.compiled().get(tx, proof.key(), number)?;
            Ok((compiled, Some(proof.flow().environment)))
        }
    }
}

/// What is known of operations: those on our own tables.
struct Known<'a> {
    compiled: &'a Compiled,
    tables: Vec<Arc<Table>>,
}

impl Known<'_> {
    fn row(&self, is_it: impl Fn(&Table) -> bool) -> Type {
        self.tables.iter().find(|table| is_it(table)).map_or(Type::Any, |table| type_of(table))
    }
}

impl Schemas for Known<'_> {
    fn body(&self, operation: &Operation<'_>) -> Type {
        let used = self.compiled.use_of(operation.reference_key);
        if !used.is_some_and(|used| used.connector.is_dataverse()) {
            return Type::Any;
        }
        let parameter = |name: &str| operation.parameters.iter().find(|(key, _)| *key == name).map(|(_, text)| *text);
        let of_set = || {
            let set = parameter("entityName");
            self.row(|table| set.is_some_and(|set| table.entity_set.eq_ignore_ascii_case(set)))
        };
        match operation.id {
            "CreateRecord" | "UpdateRecord" | "UpdateOnlyRecord" | "GetItem" => of_set(),
            "ListRecords" => Type::object(vec![
                Member::new("value", Type::array_of(of_set())),
                Member::new("@odata.count", Type::Integer),
                Member::new("@odata.nextLink", Type::String),
            ]),
            "SubscribeWebhookTrigger" => {
                let name = parameter("subscriptionRequest/entityname");
                self.row(|table| name.is_some_and(|name| table.logical_name.eq_ignore_ascii_case(name)))
            }
            _ => Type::Any,
        }
    }
}
