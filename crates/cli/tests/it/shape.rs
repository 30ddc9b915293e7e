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
    expect![[r#"
        TABLE          DEFINITION  ROWS
        account        same        0
        contact        same        0
        contoso_order  add         0
        demo_audit     add         0
        demo_visit     add         0
        stderr: error[STW1140]: You may not create rows of the table `contoso_order` in the environment `test`. (at tables)
        stderr: hint: Ask for a security role there that may create them, or leave the table out.
        exit: Some(1)
        stderr: error[STW1140]: You may not create rows of the table `contact` in the environment `test`. (at tables)
        stderr: hint: Ask for a security role there that may create them, or leave the table out.
        exit: Some(1)
        admin has the security role `Rows`.
        TABLE    DEFINITION  ROWS
        contact  same        4

        COLUMN                              MASK
        contact.fullname                    fake
        contact.firstname                   fake
        contact.middlename                  fake
        contact.lastname                    fake
        contact.salutation                  fake
        contact.jobtitle                    fake
        contact.department                  fake
        contact.emailaddress1               fake
        contact.emailaddress2               fake
        contact.telephone1                  fake
        contact.mobilephone                 fake
        contact.description                 blank
        contact.birthdate                   fake
        contact.donotemail                  keep
        contact.gendercode                  keep
        contact.preferredcontactmethodcode  keep
        contact.parentcustomerid            keep
        contact.address1_line1              fake
        contact.address1_line2              fake
        contact.address1_city               fake
        contact.address1_stateorprovince    fake
        contact.address1_postalcode         fake
        contact.address1_country            fake
        contact.statecode                   keep
        contact.statuscode                  keep
        stderr: Nothing was changed.
        stderr: error[STW1139]: The column `gendercode` of the table `contact` cannot have the mask `hash`; it can have keep, blank, shuffle, fake. (at masks)
        exit: Some(1)
        stderr: error[STW1004]: The body is JSON, but not what this address takes: unknown variant `shred`, expected one of `keep`, `blank`, `hash`, `shuffle`, `fake`. (at line 1, column 66)
        exit: Some(1)
        stderr: error[STW1003]: There is no environment `nowhere`, or you may not know of it.
        exit: Some(1)
    "#]].assert_eq(&printed);
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
    expect![[r#"
        office (office), dev
        GROUP         CONNECTORS                       ALL OTHERS
        business      shared_commondataserviceforapps
        non-business                                   yes
        blocked       http
        stderr: Nothing was changed.
        NAME  DISPLAY NAME  WHERE  OTHERS
        office (office), dev
        GROUP         CONNECTORS                       ALL OTHERS
        business      shared_commondataserviceforapps
        non-business                                   yes
        blocked       http
        Office (office), everywhere but in dev
        GROUP         CONNECTORS        ALL OTHERS
        business                        yes
        non-business
        blocked       http, shared_ftp
        NAME    DISPLAY NAME  WHERE                  OTHERS
        office  Office        everywhere but in dev  business
        stderr: error[STW1006]: The data policy `office` exists already. (at name)
        exit: Some(1)
        stderr: error[STW1004]: The connector `http` stands twice; each belongs to one group. (at blocked/0)
        exit: Some(1)
        stderr: Nothing was changed.
        stderr: error: there is no data policy `office`
        stderr: hint: Name one of those that `steward data-policy list` shows.
        exit: Some(1)
    "#]]
    .assert_eq(&printed);
}
