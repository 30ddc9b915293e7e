//! A Test environment of another one's shape, and data policies, with the commands of the guide.

use expect_test::expect;

use crate::{server::Server, support::Bench};

/// A server with the environment `test` beside `dev`, and what runs commands on it as its administrator.
fn run(bench: &Bench, server: &Server, commands: &[&str]) -> String {
    let run = |command: &&str| {
        let arguments: Vec<&str> = command.split(' ').collect();
        bench.printed(&[&["--url", server.url.as_str()], arguments.as_slice()].concat())
    };
    commands.iter().map(run).collect()
}

#[test]
fn tables_are_copied_from_the_command_line() {
    let bench = Bench::with([]);
    let server = Server::start(&bench);
    run(
        &bench,
        &server,
        &[
            "login --name admin",
            "env create test --kind test",
            "table create contoso_Order --column contoso_Number!:text:40 --column contoso_Customer:lookup:contact",
            "role create Rows --privilege read:contact:organization",
            "role assign Rows admin",
            "--environment test role create Rows --privilege create:contact:organization",
        ],
    );
    let printed = run(
        &bench,
        &server,
        &[
            "table copy --from dev --into test",
            "table copy --from dev --into test --table contoso_order --rows synthetic --limit 3 --dry-run",
            "table copy --from dev --into test --table contact --rows masked",
            "--environment test role assign Rows admin",
            "table copy --from dev --into test --table contact --rows masked --mask contact.description=blank --dry-run",
            "table copy --from dev --into test --table contact --rows masked --mask contact.gendercode=hash",
            "table copy --from dev --into test --mask contact.description=shred",
            "table copy --from nowhere --into test",
        ],
    );
    expect![""].assert_eq(&printed);
}

#[test]
fn data_policies_are_kept_from_the_command_line() {
    let bench = Bench::with([]);
    let server = Server::start(&bench);
    run(&bench, &server, &["login --name admin"]);
    let printed = run(
        &bench,
        &server,
        &[
            "data-policy create office --business shared_commondataserviceforapps --blocked Http --others non-business --only dev --dry-run",
            "data-policy list",
            "data-policy create office --business shared_commondataserviceforapps --blocked Http --others non-business --only dev",
            "data-policy update office --display-name Office --blocked http,shared_ftp --others business --except dev",
            "data-policy list",
            "data-policy create office --others blocked",
            "data-policy create twice --business http --blocked HTTP --others blocked",
            "data-policy delete office --dry-run",
            "data-policy delete office",
            "data-policy show office",
        ],
    );
    expect![""].assert_eq(&printed);
}
