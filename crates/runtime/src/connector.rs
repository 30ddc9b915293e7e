//! What calls do: our tables, and the world.

pub(crate) mod dataverse;
pub(crate) mod http;
