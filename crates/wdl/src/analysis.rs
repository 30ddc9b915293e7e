//! What an editor shows of a string of a definition: problems, completions, help and types. Nothing is evaluated.
//!
//! Give [`analyze`] the definition as it is being edited, where the string stands, its text and the cursor. Half-written text is what it
//! is for: [`Expression::parse`](crate::Expression::parse) says what could be read of it, and what stands before the cursor is read as if
//! it ended there.

mod call;
mod complete;
mod expected;
mod finding;
mod flow;
mod help;
mod infer;
mod records;
mod schema;
mod site;
mod spot;
mod types;

pub use complete::{Completion, CompletionKind};
pub use finding::{Finding, Level};
pub use flow::{NoSchemas, Operation, Schemas};
pub use help::{Hover, SignatureHelp};
pub use site::Place;
pub use types::{Items, Lookup, Member, Shape, Type};

use crate::{Definition, Span, Template, Value, limits};
use flow::Flow;
use infer::Inference;
use site::Site;
use spot::Open;

/// How many findings are told.
const TOLD: usize = 100;

/// A string of a definition that is being edited.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The definition that it belongs to.
    pub definition: &'a Definition,
    /// What is known of the operations of connectors.
    pub schemas: &'a dyn Schemas,
    /// Where the string stands.
    pub place: Place<'a>,
    /// Its text, with `@` where it is an expression.
    pub text: &'a str,
    /// Bytes before the cursor; one in the middle of a character, or behind the text, counts as before that.
    pub cursor: usize,
}

/// What an editor shows.
#[derive(Clone, PartialEq, Debug)]
pub struct Analysis {
    /// What the string comes to, if the actions that it reads succeed.
    pub of: Type,
    /// What is wrong, in the order of the text; at most 100.
    pub findings: Vec<Finding>,
    /// What could be written at the cursor, the best first; at most 400.
    pub completions: Vec<Completion>,
    /// The call whose arguments are being written at the cursor.
    pub signature: Option<SignatureHelp>,
    /// What stands under the cursor.
    pub hover: Option<Hover>,
}

/// Looks at a string of a definition. `None` if the definition has no action of the place's name.
///
/// Problems are those of the form, then what the platform checks when a flow is saved, then what would certainly fail when it is
/// evaluated, and as hints properties that a schema does not have.
pub fn analyze(request: Request<'_>) -> Option<Analysis> {
    let Request { definition, schemas, place, text, cursor } = request;
    let flow = Flow::new(definition, schemas);
    let site = Site::find(&flow, place)?;
    if let Some((limit, _)) = text.char_indices().nth(limits::TEMPLATE_CHARACTERS) {
        return Some(too_long(Span::new(limit, text.len())));
    }
    let (template, problems) = Template::parse_string(text);
    let (of, found) = Inference::check(&flow, &site, &template);
    let unexpected = expected::check(&flow, &site, place, &of, Span::new(0, text.len()));
    let problems = problems.into_iter().map(Finding::from);
    let mut findings: Vec<Finding> = problems.chain(unexpected).chain(found).collect();
    findings.sort_by_key(|finding| finding.span.start);
    findings.truncate(TOLD);
    let cursor = (0..=cursor.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let open = Open::read(text.get(..cursor).unwrap_or_default());
    Some(Analysis {
        of,
        findings,
        completions: open.as_ref().map(|open| complete::completions(&flow, &site, open, text)).unwrap_or_default(),
        signature: open.as_ref().and_then(|open| help::signature(open.call()?)),
        hover: help::hover(&Inference::new(&flow, &site), &template, cursor),
    })
}

fn too_long(span: Span) -> Analysis {
    let message = format!("The text is longer than {} characters.", limits::TEMPLATE_CHARACTERS);
    let remedy = "Compute parts of it in actions of their own.".to_owned();
    Analysis {
        of: Type::String,
        findings: vec![Finding::new(Level::Warning, "TemplateTooLong", span, message, remedy)],
        completions: Vec::new(),
        signature: None,
        hover: None,
    }
}

impl Type {
    /// The type of what fits a JSON schema. References (`#/definitions/Item`) are looked up in `document`; what is too deep or not
    /// understood may be anything.
    pub fn of_schema(schema: &Value, document: &Value) -> Self {
        schema::of_schema(schema, document)
    }
}
