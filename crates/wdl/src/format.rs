//! .NET formats of numbers, dates and time zones.

pub mod culture;
pub mod date;
pub mod number;
pub mod parse_number;
pub mod zone;
