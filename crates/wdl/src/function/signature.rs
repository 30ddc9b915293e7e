//! Signatures in parts, for completions and help.

use std::{
    fmt::{self, Display, Formatter},
    sync::LazyLock,
};

use super::{Family, Function, all};

/// How a function is called, what it gives and what it says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// Its name, as the reference spells it. Calls ignore case.
    pub name: &'static str,
    /// Which family of the reference it belongs to.
    pub family: Family,
    /// What it is called with, in order.
    pub parameters: Vec<Parameter>,
    /// What it gives: one of these types.
    pub result: Vec<Type>,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// When it fails though the arguments are as many and of the types that `parameters` says; empty if never.
    pub errors: &'static str,
    /// The whole as one text: `substring(text: string, start: integer, length?: integer): string`.
    pub text: &'static str,
}

/// A parameter of a function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it may be: one of these types.
    pub types: Vec<Type>,
    /// Whether it may be left out. Only optional ones follow an optional one.
    pub optional: bool,
    /// Whether more like it may follow. Only the last one is.
    pub variadic: bool,
}

/// What a parameter or result is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Type {
    /// Anything, null too.
    Any,
    /// A text.
    String,
    /// A whole number of 64 bits.
    Integer,
    /// A whole, floating or decimal number.
    Number,
    /// True or false.
    Boolean,
    /// A list.
    Array,
    /// Members in order.
    Object,
    /// Content with its media type: an object with `$content-type` and `$content`.
    Content,
}

impl Type {
    const ALL: [Self; 8] =
        [Self::Any, Self::String, Self::Integer, Self::Number, Self::Boolean, Self::Array, Self::Object, Self::Content];

    /// Its name in signatures: `string`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Array => "array",
            Self::Object => "object",
            Self::Content => "content",
        }
    }
}

impl Display for Type {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The signature of every function, family by family, in the order of [`all`].
pub fn catalogue() -> impl ExactSizeIterator<Item = &'static Signature> {
    static CATALOGUE: LazyLock<Vec<Signature>> = LazyLock::new(|| all().filter_map(read).collect());
    CATALOGUE.iter()
}

/// The signature of a function.
pub fn signature(function: &Function) -> Option<&'static Signature> {
    catalogue().find(|signature| signature.name == function.name)
}

impl Signature {
    /// The address of the platform's page about the function.
    pub fn page(&self) -> String {
        format!("https://learn.microsoft.com/azure/logic-apps/expression-functions-reference#{}", self.name)
    }
}

/// A signature in parts; `None` if its text has another form.
fn read(function: &Function) -> Option<Signature> {
    let Function { name, family, signature: text, summary, errors, .. } = *function;
    let (parameters, result) = text.strip_prefix(name)?.strip_prefix('(')?.split_once("): ")?;
    let (parameters, variadic) = match parameters.strip_suffix(", ...") {
        Some(parameters) => (parameters, true),
        None => (parameters, false),
    };
    let mut parameters: Vec<Parameter> =
        parameters.split(", ").filter(|text| !text.is_empty()).map(parameter).collect::<Option<_>>()?;
    if let Some(last) = parameters.last_mut() {
        last.variadic = variadic;
    }
    Some(Signature { name, family, parameters, result: types(result)?, summary, errors, text })
}

/// Reads `length?: integer`.
fn parameter(text: &'static str) -> Option<Parameter> {
    let (name, of) = text.split_once(": ")?;
    let types = types(of)?;
    let optional = name.ends_with('?');
    Some(Parameter { name: name.trim_end_matches('?'), types, optional, variadic: false })
}

/// Reads `string|array`.
fn types(text: &str) -> Option<Vec<Type>> {
    text.split('|').map(|name| Type::ALL.into_iter().find(|known| known.as_str() == name)).collect()
}

#[cfg(test)]
mod tests {
    use super::{all, catalogue};

    #[test]
    fn every_function_has_a_signature_with_as_many_parameters_as_it_takes() {
        assert_eq!(catalogue().count(), all().count());
        for (signature, function) in catalogue().zip(all()) {
            assert_eq!(signature.name, function.name);
            let least = signature.parameters.iter().filter(|parameter| !parameter.optional).count();
            assert_eq!(least, function.min_args, "{}", signature.text);
            let most = (!signature.parameters.iter().any(|last| last.variadic)).then_some(signature.parameters.len());
            assert_eq!(most, function.max_args, "{}", signature.text);
        }
    }

    #[test]
    fn a_signature_says_what_an_editor_shows() {
        let signature = catalogue().find(|signature| signature.name == "uriComponent").unwrap();
        let [value] = &*signature.parameters else { panic!("{signature:?}") };
        assert_eq!((value.name, value.variadic, value.optional), ("value", true, false));
        assert_eq!(signature.result, [super::Type::String]);
        assert!(signature.page().ends_with("#uriComponent"));
        for signature in catalogue() {
            assert!(signature.summary.ends_with('.'), "{}", signature.text);
            assert!(!signature.errors.ends_with('.'), "{} fails if ...", signature.text);
        }
    }
}
