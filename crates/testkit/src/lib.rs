//! Helpers of tests, never part of the product.
//!
//! [`material`] finds real files beside the repository.

pub mod material;
