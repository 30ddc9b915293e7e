//! Functions, one file per family.
