//! A small company to try things with: four people, one contact, and the flows that show whose identity actions use.

mod package;
mod people;
mod seed;

pub(crate) use people::PASSWORD;
pub(crate) use seed::seed;
