//! The server over HTTP, on a real store: who gets in, what is answered, what is refused.

mod building;
mod callbacks;
mod callers;
mod copies;
mod data_policies;
mod expressions;
mod flows;
mod limits;
mod openapi;
mod operating;
mod prechecks;
mod protected;
mod releases;
mod scopes;
mod second_factor;
mod sign_in;
mod site;
mod solutions;
mod triggers;
mod ui;
mod web_api;
