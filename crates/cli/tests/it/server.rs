//! The client's commands against a server with the demo.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use expect_test::expect;

use crate::support::Bench;

/// A server that ends with the test.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start(bench: &Bench) -> Self {
        Self::start_with(bench, &[])
    }

    pub(crate) fn start_with(bench: &Bench, arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_steward"))
            .args(["serve", "--demo", "--data"])
            .arg(bench.path().join("data"))
            .args(["--listen", "127.0.0.1:0", "--log", "warn"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(process.stdout.take().expect("standard output is piped")).lines();
        let first = lines.next().expect("the server says where it is").expect("that is text");
        let url = first.strip_prefix("Steward is at ").expect("the first line is the address").to_owned();
        Self { process, url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Ids, instants and durations differ each time.
fn masked(text: &str) -> String {
    let word = |word: &str| {
        let bare = word.trim_matches(|c: char| "(),.:`".contains(c));
        let is_id =
            bare.len() == 36 && bare.chars().all(|c| c.is_ascii_hexdigit() || c == '-') && bare.starts_with("01");
        let is_day = bare.len() == 10 && bare.starts_with("20") && bare.matches('-').count() == 2;
        let is_time = bare.len() == 9 && bare.ends_with('Z') && bare.matches(':').count() == 2;
        let mask = if is_id {
            "<id>"
        } else if is_day {
            "<day>"
        } else if is_time {
            "<time>"
        } else {
            return word.to_owned();
        };
        word.replace(bare, mask)
    };
    text.lines()
        .map(|line| {
            let words: Vec<String> = line.split(' ').map(word).collect();
            let line = words.join(" ");
            match line.find(" after ") {
                Some(at) => line[..at].to_owned() + "\n",
                None => line + "\n",
            }
        })
        .collect()
}

#[test]
fn the_demo_is_played_through_and_every_noun_answers() {
    let bench = Bench::with([("echo.json", include_bytes!("../../src/demo/flows/echo.json").as_slice())]);
    let server = Server::start(&bench);
    let check = |arguments: &[&str], expected: expect_test::Expect| {
        let mut all = vec!["--url", server.url.as_str()];
        all.extend(arguments);
        let printed = bench.printed(&all).replace(&server.url, "<server>");
        expected.assert_eq(&masked(&printed.replace(&bench.path().display().to_string(), "<folder>")));
    };

    check(
        &["demo", "run-as"],
        expect![[r#"
        Sam changed the contact Nadia Brandt.

        CASE                    RUN AS           USES INVOKER  BRANCH 1  BRANCH 2  ON BEHALF                           RULE
        Triggering user         Triggering user  yes           Sam       Sam       branch 1: Roohi, branch 2: Soul S.  triggeringUser
        Row owner               Row owner        yes           David     David     branch 1: Roohi, branch 2: Soul S.  rowOwner
        Process owner           Process owner    yes           Roohi     Roohi     branch 2: Soul S.                   processOwner
        blank, own connections  blank            no            Roohi     Soul S.                                       ownConnection
        blank, uses invoker     blank            yes           Sam       Sam       branch 1: Roohi, branch 2: Soul S.  blankTriggeringUser
    "#]],
    );
    check(
        &["flow", "list"],
        expect![[r#"
        stderr: error[STW1001]: You are not signed in.
        stderr: hint: Sign in with `steward login`.
        exit: Some(1)
    "#]],
    );
    check(
        &["login", "--name", "soul"],
        expect![[r#"
            Signed in to <server> as soul; the token is in <folder>/config.toml.
        "#]],
    );
    check(
        &["flow", "list"],
        expect![[r#"
        NAME                              STATE  TRIGGER                              OWNER    YOU            LAST RUN
        Add a contact                     on     When somebody starts it              Soul S.  primary owner
        Contact changed: blank            on     When a row of `contact` is modified  Soul S.  primary owner  Succeeded <day> <time>
        Contact changed: own connections  on     When a row of `contact` is modified  Soul S.  primary owner  Succeeded <day> <time>
        Contact changed: process owner    on     When a row of `contact` is modified  Soul S.  primary owner  Succeeded <day> <time>
        Contact changed: row owner        on     When a row of `contact` is modified  Soul S.  primary owner  Succeeded <day> <time>
        Contact changed: triggering user  on     When a row of `contact` is modified  Soul S.  primary owner  Succeeded <day> <time>
        Count the contacts every day      on     Every day                            Soul S.  primary owner
        Echo                              on     When an HTTP request is received     Soul S.  primary owner
        Note a visit                      on     When somebody starts it              Soul S.  primary owner
    "#]],
    );
    let first = bench.printed(&["flow", "version", "Echo", "1", "--url", &server.url]);
    assert!(first.starts_with("{\n") && first.contains(r#""body": "@outputs('Compose')""#), "{first}");
    check(
        &["flow", "version", "Echo", "2"],
        expect![[r#"
        stderr: error[STW1003]: There is no version 2, or you may not know of it.
        exit: Some(1)
    "#]],
    );
    check(
        &["flow", "show", "Contact changed: process owner"],
        expect![[r#"
            Contact changed: process owner (c1285ba8-5d81-4f14-9ca8-bbc4bee177fa)
              on, version 1
              When a row of `contact` is modified, run as Process owner

            SHARED WITH  AS             SINCE
            Soul S.      primary owner  <day> <time>
            Roohi        co-owner       <day> <time>

            REFERENCE                          CONNECTION REFERENCE  USED AS               CONNECTION         OWNER
            shared_commondataserviceforapps    demo_dataverse_roohi  own connection        Roohi's Dataverse  Roohi
            shared_commondataserviceforapps_1  demo_dataverse_roohi  invoker's connection  Roohi's Dataverse  Roohi
            shared_commondataserviceforapps_2  demo_dataverse_soul   invoker's connection  Soul's Dataverse   Soul S.

            ACTION                          USES                  MAY  ACTS AS
            Add_an_audit_row_through_Roohi  invoker's connection  yes  Acts as Roohi: run as is Process owner, the principal of the trigger's connection.
            Add_an_audit_row_through_Soul   invoker's connection  yes  Acts as Roohi, on their behalf through Soul S.'s connection: run as is Process owner, the principal of the trigger's connection.
        "#]],
    );
    check(
        &["flow", "run", "Add a contact", "--input", "text=Ada", "--input", "text_1=Byron", "--wait"],
        expect![[r#"
        The run <id> of `Add a contact` ended Succeeded
    "#]],
    );
    check(
        &["flow", "run", "Add a contact", "--wait"],
        expect![[r#"
        stderr: error[STW1004]: The input `text` (First name) is required. (at inputs/text)
        exit: Some(1)
    "#]],
    );
    check(
        &["run", "firings", "Add a contact"],
        expect![[r#"
        FIRED                 SCHEDULED  STATUS     CODE  WHY  RUN
        <day> <time>             Succeeded  OK         <id>
    "#]],
    );
    check(
        &["table", "rows", "contact", "--select", "fullname", "--filter", "lastname eq 'Byron'"],
        expect![[r#"
        CONTACTID                             FULLNAME
        <id>  Ada Byron
    "#]],
    );
    check(
        &["flow", "create", "Mine", "echo.json"],
        expect![[r#"
        Made the flow `Mine`: <id>
        `Mine` is off.
    "#]],
    );
    check(
        &["flow", "share", "Mine", "rita", "--as", "run-only"],
        expect![[r#"
        `Mine` is shared with Rita as run-only user.
    "#]],
    );
    check(
        &["flow", "enable", "Mine"],
        expect![[r#"
        `Mine` is on.
    "#]],
    );
    check(
        &["flow", "delete", "Mine"],
        expect![[r#"
        Deleted the flow `Mine`.
    "#]],
    );
    check(
        &["connection", "list", "--json", "-e", "prod"],
        expect![[r#"
        {
          "value": []
        }
    "#]],
    );
    check(
        &["reference", "bind", "demo_dataverse_finance", "soul"],
        expect![[r#"
            `demo_dataverse_finance` is bound to `Soul's Dataverse`, owned by Soul S.
            Count the contacts every day (version 1, on)
              List_the_contacts
                before: Acts as Finance bot: it uses its own connection.
                after:  Acts as Soul S.: it uses its own connection.
            no longer used: Finance bot
            used from then on: Soul S.
            impact: 876e65f56407d1f06dfa40f58c0e603e
        "#]],
    );
    check(
        &["reference", "bind", "demo_dataverse_finance", "nobody"],
        expect![[r#"
        stderr: error: you may see no connection `nobody`
        stderr: hint: Name one of those that `steward connection list` shows.
        exit: Some(1)
    "#]],
    );
    check(
        &["env", "list"],
        expect![[r#"
            NAME  DISPLAY NAME  KIND  PROTECTED  YOUR ROLE
            dev   Dev           dev   no         admin
            prod  Prod          prod  yes        user
            test  Test          test  no         admin
        "#]],
    );
    check(
        &["role", "list"],
        expect![[r#"
        NAME                     ON BEHALF  PRIVILEGES  MEMBERS
        Act on behalf of others  yes        1           Soul S., Roohi
        Contacts and audit       no         17          Soul S., Roohi, Sam, David, Finance bot
        Visits                   no         9           Soul S., Roohi, Finance bot
    "#]],
    );
    check(
        &["user", "list", "--search", "s"],
        expect![[r#"
        NAME   DISPLAY NAME   KIND  STATE          MAIL
        admin  Administrator  user  administrator
        sam    Sam            user  active         sam@demo.example
        soul   Soul S.        user  active         soul@demo.example
    "#]],
    );
    check(
        &["solution", "export", "DemoRunAs", "demo.zip"],
        expect![[r#"
            Wrote demo.zip.
        "#]],
    );
    check(
        &["-e", "test", "solution", "import", "demo.zip", "--dry-run"],
        expect![[r#"
            Would import DemoRunAs 1.0.0.0.
              add table Audit row
              add security role Contacts and audit
              add security role Act on behalf of others
              add connection reference Roohi's Dataverse
              add connection reference Soul's Dataverse
              add connection reference Finance's Dataverse
              add flow Contact changed: triggering user
              add flow Contact changed: row owner
              add flow Contact changed: process owner
              add flow Contact changed: own connections
              add flow Contact changed: blank
              add flow Add a contact
              add flow Echo
              add flow Count the contacts every day
              connection reference demo_dataverse_roohi: bound to nothing
              connection reference demo_dataverse_soul: bound to nothing
              connection reference demo_dataverse_finance: bound to nothing
              flow Contact changed: triggering user: off
                Connection reference `demo_dataverse_roohi` (shared_commondataserviceforapps) is not bound.
                Connection reference `demo_dataverse_soul` (shared_commondataserviceforapps) is not bound.
              flow Contact changed: row owner: off
                Connection reference `demo_dataverse_roohi` (shared_commondataserviceforapps) is not bound.
                Connection reference `demo_dataverse_soul` (shared_commondataserviceforapps) is not bound.
              flow Contact changed: process owner: off
                Connection reference `demo_dataverse_roohi` (shared_commondataserviceforapps) is not bound.
                Connection reference `demo_dataverse_soul` (shared_commondataserviceforapps) is not bound.
              flow Contact changed: own connections: off
                Connection reference `demo_dataverse_roohi` (shared_commondataserviceforapps) is not bound.
                Connection reference `demo_dataverse_soul` (shared_commondataserviceforapps) is not bound.
              flow Contact changed: blank: off
                Connection reference `demo_dataverse_roohi` (shared_commondataserviceforapps) is not bound.
                Connection reference `demo_dataverse_soul` (shared_commondataserviceforapps) is not bound.
              flow Add a contact: off
                Connection reference `demo_dataverse_soul` (shared_commondataserviceforapps) is not bound.
              flow Echo: on
              flow Count the contacts every day: off
                Connection reference `demo_dataverse_finance` (shared_commondataserviceforapps) is not bound.
              warn: The flow `Echo` has one active owner, Soul S.; name another owner under `Owners` in the settings, or share it with a co-owner. [Owners]
              high risk: There is a new security role `Contacts and audit` with 17 privileges. [RoleAdded]
              high risk: There is a new security role `Act on behalf of others` with 2 privileges. [RoleAdded]
              high risk: The flow `Contact changed: triggering user` writes to the table `demo_audits` now. [TableWriteAdded]
              high risk: The flow `Contact changed: row owner` writes to the table `demo_audits` now. [TableWriteAdded]
              high risk: The flow `Contact changed: process owner` writes to the table `demo_audits` now. [TableWriteAdded]
              high risk: The flow `Contact changed: own connections` writes to the table `demo_audits` now. [TableWriteAdded]
              high risk: The flow `Contact changed: blank` writes to the table `demo_audits` now. [TableWriteAdded]
              high risk: The flow `Add a contact` writes to the table `contacts` now. [TableWriteAdded]
            The plan's digest is a1b0846ef90c815767797b4866a07369f29eeef40e3cc487557c731d8ded737b.
        "#]],
    );
    check(
        &["audit", "verify"],
        expect![[r#"
            stderr: error[STW1002]: You may not see the audit log.
            stderr: hint: It takes an auditor or an administrator of the installation.
            exit: Some(1)
        "#]],
    );
    check(
        &["login", "--name", "admin"],
        expect![[r#"
        Signed in to <server> as admin; the token is in <folder>/config.toml.
    "#]],
    );
    let verified = bench.printed(&["audit", "verify", "--url", &server.url]);
    assert!(
        verified.starts_with("The audit is whole: ") && verified.contains(", none changed or missing.\n"),
        "{verified}"
    );
    check(
        &["user", "disable", "roohi"],
        expect![[r#"
        Roohi is disabled. What uses connections of Roohi fails from now on.
    "#]],
    );
    check(
        &["user", "enable", "roohi"],
        expect![[r#"
        Roohi is enabled.
    "#]],
    );
    check(
        &["logout"],
        expect![[r#"
        Signed out; the token is revoked.
    "#]],
    );
}

#[test]
fn a_data_folder_belongs_to_one_server() {
    let bench = Bench::with([]);
    let _server = Server::start(&bench);
    bench.check(
        "serve --data data --listen 127.0.0.1:0 --log off",
        expect![[r#"
            stderr: error[STW1050]: The data cannot be used: data: another server has it open.
            stderr: hint: Stop the server that uses it, or choose other data.
            exit: Some(1)
        "#]],
    );
}
