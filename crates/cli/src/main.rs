//! The `steward` binary: the server, a client of its API, and tools that need no server.
//!
//! `cli.rs` lists the commands; each noun has a file of its own. Start there.

mod audit;
mod bench;
mod changes;
mod cli;
mod client;
mod completions;
mod connection;
mod connector;
mod continuity;
mod custom_role;
mod data_policy;
mod db;
mod demo;
mod dialogue;
mod env;
mod expr;
mod failure;
mod flow;
mod group;
mod handover;
mod history;
mod input;
mod login;
mod mail;
mod master_key;
mod node;
mod output;
mod pipeline;
mod promotion;
mod reference;
mod replay;
mod role;
mod run;
mod secrets;
mod serve;
mod service_account;
mod settings;
mod solution;
mod sync;
mod table;
mod token;
mod user;
mod variable;

use std::process::ExitCode;

use clap::Parser as _;

/// Fast with many small allocations from many threads, which is what runs are.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            output::failed(&error);
            ExitCode::FAILURE
        }
    }
}
