//! The built binary: text in, text out.

mod audit;
mod databases;
mod expressions;
mod flows;
mod operating;
mod orders;
mod packages;
mod secrets;
mod server;
mod source;
mod support;
mod sync;
