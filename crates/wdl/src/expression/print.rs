//! Expressions as text, in a normal form.

use std::fmt::{self, Display, Formatter, Write};

use super::{Expression, Kind};
use crate::Value;

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Literal(value) => literal(value, f),
            Kind::Call { name, args, .. } => {
                write!(f, "{name}(")?;
                for (at, arg) in args.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    arg.fmt(f)?;
                }
                f.write_char(')')
            }
            Kind::Access { target, key, null_safe } => {
                target.fmt(f)?;
                f.write_str(if *null_safe { "?[" } else { "[" })?;
                key.fmt(f)?;
                f.write_char(']')
            }
            // Chosen so that it does not parse either.
            Kind::Error => f.write_str("?"),
        }
    }
}

fn literal(value: &Value, f: &mut Formatter<'_>) -> fmt::Result {
    match value {
        Value::Null => f.write_str("null"),
        Value::Bool(truth) => write!(f, "{truth}"),
        Value::Int(number) => write!(f, "{number}"),
        // Debug keeps the ".0" of whole numbers and so the type.
        Value::Float(number) => write!(f, "{number:?}"),
        Value::Decimal(number) => write!(f, "decimal('{number}')"),
        Value::String(text) => write!(f, "'{}'", text.replace('\'', "''")),
        Value::Array(_) | Value::Object(_) => {
            write!(f, "json('{}')", value.to_json_string().replace('\'', "''"))
        }
    }
}
