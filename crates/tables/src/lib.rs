//! Table schemas, row rules, OData. Pure.
