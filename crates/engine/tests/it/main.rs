//! The engine, text in and text out.

mod material;
