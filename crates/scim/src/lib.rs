//! SCIM 2.0 as RFC 7643 and RFC 7644 describe it: schemas, filters, patches and the choice of attributes.
//!
//! It works on JSON objects and knows nothing of principals, storage or HTTP. A client's document is read into the shape of its
//! [`ResourceType`] by [`conform`], changed by [`patch`], found by a [`Filter`] and cut to what was asked for by [`Choice`].
//! Everything comes from outside, so nothing here panics, and depths and lengths are bounded.
//!
//! Start at [`schema`].

mod choice;
mod conform;
mod error;
mod field;
mod filter;
mod parse;
mod patch;
mod publish;
pub mod schema;

pub use choice::{Choice, sort_key};
pub use conform::conform;
pub use error::{Kind, ScimError};
pub use filter::Filter;
pub use patch::patch;
pub use publish::{resource_type, schema_document, service_provider_config};
pub use schema::{GROUP, ResourceType, USER};

/// A resource, as JSON.
pub type Document = serde_json::Map<String, serde_json::Value>;
