//! A solution is built and exported with the commands of the guide.

use expect_test::expect;

use crate::{server::Server, support::Bench};

#[test]
fn a_solution_is_built_from_the_command_line() {
    let bench = Bench::with([("echo.json", include_bytes!("../../src/demo/flows/echo.json").as_slice())]);
    let server = Server::start(&bench);
    let run = |command: &str| {
        let arguments: Vec<&str> = command.split(' ').collect();
        bench.printed(&[&["--url", server.url.as_str()], arguments.as_slice()].concat())
    };
    run("login --name admin");
    let built = [
        "solution create Orders --prefix contoso --publisher Contoso --version 1.1",
        "variable create contoso_Limit number --display-name Limit --default 12.5 --solution Orders",
        "variable create contoso_Key secret --default steward-secret://key --solution Orders",
        "reference create contoso_tables shared_commondataserviceforapps --solution Orders",
        "table create contoso_Order --column contoso_Number!:text:40 --column contoso_State:choice:New,Paid --solution Orders",
        "table add-column contact contoso_Tier:choice:Gold,Silver contoso_Since:dateTime:dateOnly",
        "solution add Orders table contact",
        "solution export Orders --dry-run",
        "solution export Orders --managed --version 1.4.0.0 --settings-template test.json",
    ];
    let printed: String = built.iter().map(|command| run(command)).collect();
    expect![[r#"
        The solution `Orders` is here in version 1.1.0.0.
        Made the environment variable `contoso_Limit` (number).
        Made the environment variable `contoso_Key` (secret).
        Made the connection reference `contoso_tables` for shared_commondataserviceforapps.
        Made the table `contoso_order`; its rows are at `contoso_orders`.
        The table `contact` has 2 columns more.
        The table `contact` is part of `Orders`.
        Orders is 1.1.0.0 here, and should be 1.1.0.0 next.
          It is nowhere else yet, as far as you may see, so its first version is 1.1.0.0.
        KIND       NAME            KEY
        table      contoso_Order   contoso_order
        columns    Contact         contact
        variable   contoso_Key     contoso_key
        variable   Limit           contoso_limit
        reference  contoso_tables  contoso_tables
        Wrote Orders.zip.
        Wrote test.json: fill it in for the environment that the solution goes to.
    "#]]
    .assert_eq(&printed);
    expect![[r#"
        Orders.zip: ok
          Orders 1.4.0.0, managed
    "#]]
    .assert_eq(&run("solution check Orders.zip").lines().take(2).map(|line| format!("{line}\n")).collect::<String>());

    // The installation signs an export for whoever has its key, and counts where somebody says so.
    let key = run("solution signing-key").trim().to_owned();
    let wrote = run("solution export Orders signed.zip --managed --sign");
    assert_eq!(wrote, "Wrote signed.zip.\nWrote signed.steward.json.\n");
    let verified = run(&format!("solution verify signed.zip signed.steward.json --signer us={key}"));
    assert!(verified.starts_with("Signed by us: Orders 1.1.0.0, made by steward "), "{verified}");
    assert!(verified.contains("for Administrator (admin)") && verified.contains("environment:dev"), "{verified}");
    let other = run(&format!("solution verify Orders.zip signed.steward.json --signer us={key}"));
    assert!(other.contains("STW1126") && other.contains("another package"), "{other}");
    let signers = |flag: &str| run(&format!("--json env update dev {flag}")).contains(&key);
    assert!(signers("--trust-installation") && !signers("--trust-installation=false"));

    let refused = [
        "variable create fabrikam_Limit number --solution Orders",
        "variable create contoso_Limit string",
        "variable create contoso_More boolean --default maybe",
        "table create contoso_Line --column contoso_Order:lookup:contoso_nothing",
        "table delete contact",
        "solution add Orders flow nothing",
        "solution remove Orders role nothing",
    ];
    let printed: String = refused.iter().map(|command| run(command)).collect();
    expect![[r#"
        stderr: error[STW1121]: The names of what is made for this solution start with `contoso_`; `fabrikam_Limit` does not. (at schemaName)
        exit: Some(1)
        stderr: error[STW1006]: The environment variable `contoso_Limit` exists already. (at schemaName)
        exit: Some(1)
        stderr: error[STW1004]: The value must be yes or no. (at defaultValue)
        exit: Some(1)
        stderr: error[STW1121]: There is no table `contoso_nothing` that a lookup could point to. (at columns/0/targets)
        exit: Some(1)
        stderr: error[STW1004]: Every environment has the table `contact`. (at table)
        exit: Some(1)
        stderr: error[STW1003]: There is no flow `nothing` in the environment `dev`, or you may not know of it.
        exit: Some(1)
        stderr: error[STW1003]: There is no role `nothing` in the solution `Orders`, or you may not know of it.
        exit: Some(1)
    "#]].assert_eq(&printed);
    let gone = [
        "solution remove Orders variable contoso_Key",
        "variable delete contoso_Key",
        "reference delete contoso_tables",
        "table delete contoso_order",
        "table show contoso_order",
    ];
    let printed: String = gone.iter().map(|command| run(command)).collect();
    expect![[r#"
        The variable `contoso_Key` is no longer part of `Orders`.
        Deleted the environment variable `contoso_Key`.
        Deleted the connection reference `contoso_tables`.
        Deleted the table `contoso_order`.
        stderr: error[STW1003]: There is no table `contoso_order`, or you may not know of it.
        exit: Some(1)
    "#]]
    .assert_eq(&printed);
}
