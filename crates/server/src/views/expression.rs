//! Expressions that are being written.

mod request;

use serde::Serialize;
use utoipa::ToSchema;
use wdl::{
    Span,
    analysis::{Analysis, Completion, Finding, Hover, SignatureHelp, Type},
};

pub(crate) use request::{AnalyzeRequest, Units};

use super::words::{CompletionKind, Level};

/// How many members of a type are shown.
const MEMBERS: usize = 500;

/// What an editor shows of a string.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct AnalysisView {
    /// What the string comes to, if the actions that it reads succeed.
    #[serde(rename = "type")]
    of: TypeView,
    /// What is wrong, in the order of the text; at most 100.
    diagnostics: Vec<FindingView>,
    /// What could be written at the cursor, the best first; at most 400.
    completions: Vec<CompletionView>,
    /// The call whose arguments are being written.
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<SignatureView>,
    /// What stands under the cursor.
    #[serde(skip_serializing_if = "Option::is_none")]
    hover: Option<HoverView>,
}

impl AnalysisView {
    pub(crate) fn new(found: Analysis, units: &Units) -> Self {
        Self {
            of: TypeView::from(&found.of),
            diagnostics: found.findings.into_iter().map(|finding| FindingView::new(finding, units)).collect(),
            completions: found.completions.into_iter().map(|one| CompletionView::new(one, units)).collect(),
            signature: found.signature.map(SignatureView::from),
            hover: found.hover.map(|hover| HoverView::new(hover, units)),
        }
    }
}

/// A part of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct TextRange {
    /// UTF-16 code units before it.
    start: usize,
    /// UTF-16 code units before what follows it.
    end: usize,
}

impl TextRange {
    fn new(span: Span, units: &Units) -> Self {
        Self { start: units.before(span.start), end: units.before(span.end) }
    }
}

/// What a value may be.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct TypeView {
    /// In words.
    #[schema(example = "array of (string or null)")]
    name: String,
    /// The properties that are known, of an object.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    members: Vec<TypeMember>,
}

impl From<&Type> for TypeView {
    fn from(of: &Type) -> Self {
        let members = of.members().take(MEMBERS).map(|member| TypeMember {
            name: member.name.to_string(),
            type_name: member.of.to_string(),
            description: member.about.as_deref().map(str::to_owned),
        });
        Self { name: of.to_string(), members: members.collect() }
    }
}

/// A property that is known.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct TypeMember {
    /// Its name.
    name: String,
    /// What it may be, in words.
    #[serde(rename = "type")]
    type_name: String,
    /// What people read about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

/// Something that is wrong with an expression, or may be.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct FindingView {
    /// How much it matters.
    severity: Level,
    /// The platform's code where it has one.
    #[schema(example = "UnknownFunction")]
    code: String,
    /// What is wrong.
    message: String,
    /// The one thing to do; absent where the message says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
    /// Where.
    range: TextRange,
}

impl FindingView {
    fn new(finding: Finding, units: &Units) -> Self {
        Self {
            severity: finding.level.into(),
            code: finding.code.to_owned(),
            message: finding.message,
            remedy: finding.remedy,
            range: TextRange::new(finding.span, units),
        }
    }
}

/// Something that could be written.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CompletionView {
    /// What people choose by.
    label: String,
    /// What it is.
    kind: CompletionKind,
    /// What is written in place of `replace`.
    insert_text: String,
    /// A function's signature; the type of anything else.
    detail: String,
    /// What it does or holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// What of the text is replaced.
    replace: TextRange,
}

impl CompletionView {
    fn new(completion: Completion, units: &Units) -> Self {
        Self {
            label: completion.label,
            kind: completion.kind.into(),
            insert_text: completion.insert,
            detail: completion.detail,
            description: completion.about.as_deref().map(str::to_owned),
            replace: TextRange::new(completion.replace, units),
        }
    }
}

/// How the function is called whose arguments are being written.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignatureView {
    /// The whole call.
    #[schema(example = "substring(text: string, start: integer, length?: integer): string")]
    label: String,
    /// What the function does.
    description: String,
    /// When it fails though it is called as the label says.
    #[serde(skip_serializing_if = "Option::is_none")]
    fails_if: Option<String>,
    /// What it is called with.
    parameters: Vec<ParameterView>,
    /// The place of the one that is being written; absent if it takes no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    active_parameter: Option<usize>,
}

/// A parameter of a function.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct ParameterView {
    /// Its name.
    name: String,
    /// What it may be, in words.
    #[serde(rename = "type")]
    type_name: String,
    /// Whether it may be left out.
    optional: bool,
    /// Whether more like it may follow.
    variadic: bool,
}

impl From<SignatureHelp> for SignatureView {
    fn from(help: SignatureHelp) -> Self {
        let signature = help.signature;
        let parameters = signature.parameters.iter().map(|parameter| ParameterView {
            name: parameter.name.to_owned(),
            type_name: Type::of_signature(&parameter.types).to_string(),
            optional: parameter.optional,
            variadic: parameter.variadic,
        });
        Self {
            label: signature.text.to_owned(),
            description: signature.summary.to_owned(),
            fails_if: Some(signature.errors.to_owned()).filter(|errors| !errors.is_empty()),
            parameters: parameters.collect(),
            active_parameter: help.active,
        }
    }
}

/// What stands under the cursor.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct HoverView {
    /// Where it stands.
    range: TextRange,
    /// A function's signature, or what a name stands for.
    label: String,
    /// What it does or holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The type of its value.
    #[serde(rename = "type")]
    of: TypeView,
    /// The address of the page about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
}

impl HoverView {
    fn new(hover: Hover, units: &Units) -> Self {
        Self {
            range: TextRange::new(hover.span, units),
            label: hover.label,
            description: hover.about.as_deref().map(str::to_owned),
            of: TypeView::from(&hover.of),
            page: hover.page,
        }
    }
}
