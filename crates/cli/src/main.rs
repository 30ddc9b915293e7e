//! The `steward` binary: the server, a client of its API, and tools that need no server.
//!
//! `cli.rs` lists the commands; each noun has a file of its own. Start there.

mod bench;
mod cli;
mod client;
mod connector;
mod demo;
mod expr;
mod failure;
mod flow;
mod input;
mod output;
mod serve;
mod solution;

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
