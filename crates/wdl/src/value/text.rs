//! The text form of values: what `string()`, `concat()` and interpolation print.
