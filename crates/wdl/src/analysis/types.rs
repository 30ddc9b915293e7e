//! Types of values, as far as they are known before anything runs.

use std::{
    fmt::{self, Display, Formatter},
    sync::Arc,
};

use crate::{Array, Object, Value, definition::VariableType, function};

/// How many types one may be made of. What is larger is known less exactly.
const LARGEST: usize = 10_000;
/// How deep one may be nested.
const DEEPEST: usize = 24;
/// How many items of a literal list are looked at.
const ITEMS: usize = 100;
/// About how many bytes of a literal are looked at.
const LITERAL: u64 = 1_000_000;

/// What a value may be. Cloning one is cheap.
#[derive(Clone, PartialEq, Debug)]
pub enum Type {
    /// Not known.
    Any,
    /// Nothing.
    Null,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A floating point or decimal number.
    Float,
    /// A text.
    String,
    /// A list.
    Array(Arc<Items>),
    /// Members.
    Object(Arc<Shape>),
    /// One of several, none of which is again one of several.
    OneOf(Arc<[Type]>),
}

/// What the items of a list are.
#[derive(PartialEq, Debug)]
pub struct Items {
    /// Any of them.
    pub of: Type,
    weight: Weight,
}

/// What is known of an object. It may have other members too.
#[derive(PartialEq, Debug)]
pub struct Shape {
    /// The members that are known, in order; none if nothing is known.
    pub members: Vec<Member>,
    weight: Weight,
}

/// A member of an object.
#[derive(Clone, PartialEq, Debug)]
pub struct Member {
    /// Its name.
    pub name: Arc<str>,
    /// What it is.
    pub of: Type,
    /// What people read about it.
    pub about: Option<Arc<str>>,
}

/// How large a type is, so that comparing and showing one is never expensive.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
struct Weight {
    size: usize,
    depth: usize,
}

impl Weight {
    fn and(self, other: Self) -> Self {
        Self { size: self.size.saturating_add(other.size), depth: self.depth.max(other.depth) }
    }

    fn around(self) -> Option<Self> {
        let weight = Self { size: self.size.saturating_add(1), depth: self.depth + 1 };
        (weight.size <= LARGEST && weight.depth <= DEEPEST).then_some(weight)
    }
}

/// What a type says of a member.
#[derive(Clone, PartialEq, Debug)]
pub enum Lookup {
    /// It is there, and what it is.
    Found(Member),
    /// Members are known, and this is none of them.
    Missing,
    /// Nothing is known.
    Unknown,
    /// A value of this type has no members; looking for one fails.
    Fails,
}

impl Member {
    /// A member that nothing is said about.
    pub fn new(name: impl Into<Arc<str>>, of: Type) -> Self {
        Self { name: name.into(), of, about: None }
    }
}

impl Type {
    /// A list of such items.
    pub fn array_of(of: Self) -> Self {
        match of.weight().around() {
            Some(weight) => Self::Array(Arc::new(Items { of, weight })),
            None => Self::array_of(Self::Any),
        }
    }

    /// An object with these members; with none, an object of which nothing is known.
    pub fn object(members: Vec<Member>) -> Self {
        let inside = members.iter().fold(Weight::default(), |sum, member| sum.and(member.of.weight()));
        match inside.around() {
            Some(weight) => Self::Object(Arc::new(Shape { members, weight })),
            None => Self::object(Vec::new()),
        }
    }

    /// A whole or floating point number.
    pub fn number() -> Self {
        Self::OneOf([Self::Integer, Self::Float].into())
    }

    /// Whatever all of these may be. [`Type::Any`] for none.
    pub fn one_of(types: impl IntoIterator<Item = Self>) -> Self {
        let mut found: Vec<Self> = Vec::new();
        for one in types {
            for one in one.alternatives() {
                match one {
                    Self::Any => return Self::Any,
                    one => add(&mut found, one.clone()),
                }
            }
        }
        match <[Self; 1]>::try_from(found) {
            Ok([only]) => only,
            Err(none) if none.is_empty() => Self::Any,
            Err(several) => Self::OneOf(several.into()),
        }
    }

    /// The types that it may be: itself, or each of several.
    pub fn alternatives(&self) -> &[Self] {
        match self {
            Self::OneOf(types) => types,
            one => std::slice::from_ref(one),
        }
    }

    /// The type of a value.
    pub fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Int(_) => Self::Integer,
            Value::Float(_) | Value::Decimal(_) => Self::Float,
            Value::String(_) => Self::String,
            Value::Array(items) => Self::of_items(items),
            Value::Object(object) => Self::of_members(object),
        }
    }

    fn of_items(items: &Array) -> Self {
        if items.len() > ITEMS || items.size() > LITERAL || items.depth() as usize > DEEPEST {
            return Self::array_of(Self::Any);
        }
        Self::array_of(Self::one_of(items.iter().map(Self::of_value)))
    }

    fn of_members(object: &Object) -> Self {
        if object.size() > LITERAL || object.depth() as usize > DEEPEST {
            return Self::object(Vec::new());
        }
        Self::object(object.iter().map(|(name, value)| Member::new(name.clone(), Self::of_value(value))).collect())
    }

    /// What the catalogue of functions calls it: one of these.
    pub fn of_signature(types: &[function::Type]) -> Self {
        Self::one_of(types.iter().map(|named| match named {
            function::Type::Any => Self::Any,
            function::Type::String => Self::String,
            function::Type::Integer => Self::Integer,
            function::Type::Number => Self::number(),
            function::Type::Boolean => Self::Boolean,
            function::Type::Array => Self::array_of(Self::Any),
            function::Type::Object | function::Type::Content => Self::object(Vec::new()),
        }))
    }

    /// What a variable of a declared type holds once it is set.
    pub fn of_variable(declared: VariableType) -> Self {
        match declared {
            VariableType::Boolean => Self::Boolean,
            VariableType::Integer => Self::Integer,
            VariableType::Float => Self::Float,
            VariableType::String => Self::String,
            VariableType::Object => Self::object(Vec::new()),
            VariableType::Array => Self::array_of(Self::Any),
        }
    }

    /// Whether some value of this type is of the other. If not, one where the other is wanted is certainly wrong.
    pub fn may_be(&self, wanted: &Self) -> bool {
        let same = |a: &Self, b: &Self| match (a, b) {
            (Self::Any, _) | (_, Self::Any) => true,
            _ => std::mem::discriminant(a) == std::mem::discriminant(b),
        };
        self.alternatives().iter().any(|a| wanted.alternatives().iter().any(|b| same(a, b)))
    }

    /// What a list of this type holds; `None` if it is no list.
    pub fn item(&self) -> Option<Self> {
        let mut items = Vec::new();
        for one in self.alternatives() {
            match one {
                Self::Any => return Some(Self::Any),
                Self::Array(array) => items.push(array.of.clone()),
                _ => {}
            }
        }
        (!items.is_empty()).then(|| Self::one_of(items))
    }

    /// The members that are known, of every object that it may be.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.alternatives().iter().flat_map(|one| match one {
            Self::Object(shape) => &*shape.members,
            _ => &[],
        })
    }

    /// Looks for a member: by its name, ignoring case, else by the parts of a name with `/` in it.
    pub fn member(&self, name: &str) -> Lookup {
        let found: Vec<Member> = self.members().filter(|member| same_name(&member.name, name)).cloned().collect();
        if let Some(first) = found.first() {
            let of = Self::one_of(found.iter().map(|member| member.of.clone()));
            return Lookup::Found(Member { of, ..first.clone() });
        }
        if let Some((first, rest)) = name.split_once('/') {
            return match self.member(first) {
                Lookup::Found(member) => match member.of.member(rest) {
                    Lookup::Fails => Lookup::Missing,
                    inner => inner,
                },
                other => other,
            };
        }
        let objects = self.alternatives().iter().filter(|one| matches!(one, Self::Object(_) | Self::Any | Self::Null));
        let is_known = |one: &&Self| matches!(one, Self::Object(shape) if !shape.members.is_empty());
        match (objects.clone().count(), objects.filter(is_known).count()) {
            (0, _) => Lookup::Fails,
            (all, known) if known > 0 && known == all => Lookup::Missing,
            _ => Lookup::Unknown,
        }
    }

    fn weight(&self) -> Weight {
        match self {
            Self::Array(items) => items.weight,
            Self::Object(shape) => shape.weight,
            Self::OneOf(types) => types.iter().fold(Weight::default(), |sum, one| sum.and(one.weight())),
            _ => Weight { size: 1, depth: 0 },
        }
    }
}

/// Adds a type to several, making lists one list and objects one object.
fn add(found: &mut Vec<Type>, one: Type) {
    let kind = std::mem::discriminant(&one);
    let Some(same) = found.iter_mut().find(|other| std::mem::discriminant(*other) == kind) else {
        found.push(one);
        return;
    };
    let both = match (&*same, &one) {
        (Type::Array(a), Type::Array(b)) if a != b => Type::array_of(Type::one_of([a.of.clone(), b.of.clone()])),
        (Type::Object(a), Type::Object(b)) if a != b => together(a, b),
        _ => return,
    };
    *same = both;
}

fn together(a: &Shape, b: &Shape) -> Type {
    // Where one side is not known, or the work would be large, a member that neither has is no mistake.
    if a.members.is_empty() || b.members.is_empty() || a.members.len().saturating_mul(b.members.len()) > LARGEST {
        return Type::object(Vec::new());
    }
    let mut members = a.members.clone();
    for member in &b.members {
        match members.iter_mut().find(|other| other.name == member.name) {
            Some(other) => other.of = Type::one_of([other.of.clone(), member.of.clone()]),
            None => members.push(member.clone()),
        }
    }
    Type::object(members)
}

fn same_name(a: &str, b: &str) -> bool {
    crate::definition::same_name(a, b)
}

impl Display for Type {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Null => f.write_str("null"),
            Self::Boolean => f.write_str("boolean"),
            Self::Integer => f.write_str("integer"),
            Self::Float => f.write_str("float"),
            Self::String => f.write_str("string"),
            Self::Array(items) => match &items.of {
                Self::Any => f.write_str("array"),
                Self::OneOf(_) if items.of != Self::number() => write!(f, "array of ({})", items.of),
                of => write!(f, "array of {of}"),
            },
            Self::Object(_) => f.write_str("object"),
            Self::OneOf(types) => {
                let both = types.contains(&Self::Integer) && types.contains(&Self::Float);
                let mut words: Vec<String> = Vec::new();
                for one in types.iter() {
                    let word = match one {
                        Self::Integer | Self::Float if both => "number".to_owned(),
                        one => one.to_string(),
                    };
                    if !words.contains(&word) {
                        words.push(word);
                    }
                }
                f.write_str(&words.join(" or "))
            }
        }
    }
}
