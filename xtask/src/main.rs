//! Generators and checks for this repository: `cargo xtask NAME`.
//!
//! Each check is also a test of this crate, so that `cargo test --workspace` says the same.

mod checks;
mod dependencies;
mod edges;
mod errors;
mod licences;
mod links;
mod metadata;
mod openapi;
mod sources;
mod spdx;

use std::process::ExitCode;

const HELP: &str = "\
usage: cargo xtask NAME

check-checks     every code of the solution checker has a page in docs/checks, and every page a code
check-deps       the crates use each other only as the table in xtask/src/dependencies.rs allows, and use what they name
check-edges      only the crates at the edges read the clock and the environment, and start work in the background
check-errors     every error code has a page in docs/errors, and every page a code
check-links      every link between the pages of this repository leads somewhere
check-licences   every Rust and shipped npm package has a licence that we accept
openapi          write ui/openapi.json from the built binary; with --check, only compare
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["check-checks"] => checks::check(),
        ["check-deps"] => dependencies::check(),
        ["check-edges"] => edges::check(),
        ["check-errors"] => errors::check(),
        ["check-links"] => links::check(),
        ["check-licences"] => licences::check(),
        ["openapi"] => openapi::write(),
        ["openapi", "--check"] => openapi::check(),
        ["help" | "--help" | "-h"] | [] => Ok(HELP.trim_end().to_owned()),
        _ => Err(anyhow::anyhow!("no such task.\n\n{}", HELP.trim_end())),
    };
    match outcome {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
