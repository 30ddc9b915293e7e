//! .NET formats of numbers, dates and time zones.
