//! The built binary: text in, text out.

mod expressions;
mod flows;
mod packages;
mod support;
