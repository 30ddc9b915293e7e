//! The built binary: text in, text out.

mod audit;
mod building;
mod databases;
mod expressions;
mod flows;
mod operating;
mod orders;
mod packages;
mod secrets;
mod server;
mod shape;
mod source;
mod support;
mod sync;
