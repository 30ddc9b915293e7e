//! Every verb of the store on both databases: a test runs on SQLite and then on PostgreSQL, and expects the same.

mod fixture;
mod retention;
mod tables;
mod verbs;
