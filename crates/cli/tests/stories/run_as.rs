//! Sam changes a contact of David's; five flows of Soul's, triggered through Roohi's connection, write down who they were.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::{
    caller::{Caller, dev, rows, text},
    server::Server,
};

#[tokio::test]
async fn five_settings_of_run_as() {
    let server = Server::start().await;
    let (sam, soul) = (server.sign_in("sam").await, server.sign_in("soul").await);
    let contacts = sam.list(&rows("contacts?$filter=lastname eq 'Brandt'")).await;
    let people = people(&soul).await;
    assert_eq!(people[&text(&contacts[0]["_ownerid_value"])], "david");
    let contact = rows(&format!("contacts({})", text(&contacts[0]["contactid"])));
    let before = soul.runs().await;
    sam.patch(&contact, json!({"jobtitle": "Head of bridges"})).await.is(204);

    let runs = soul.new_runs(&before, 5).await;
    rows_say(&sam, &runs, &people).await;
    history_says(&soul, &runs).await;
    the_command_says_the_same(&server);
}

/// Names of principals by their ids.
async fn people(caller: &Caller) -> BTreeMap<String, String> {
    caller.list("/api/v1/principals").await.iter().map(|it| (text(&it["id"]), text(&it["name"]))).collect()
}

async fn rows_say(sam: &Caller, runs: &[String], people: &BTreeMap<String, String>) {
    let mut written = sam.list(&rows("demo_audits?$orderby=demo_case,demo_branch")).await;
    written.retain(|row| runs.contains(&text(&row["demo_run"])));
    let who = |row: &Value, column: &str| row[column].as_str().map_or("-", |id| &people[id]).to_owned();
    let mut lines = String::new();
    for row in &written {
        lines.push_str(&format!(
            "{}, {}: created by {}, owner {}, on behalf by {}\n",
            text(&row["demo_case"]),
            text(&row["demo_branch"]),
            who(row, "_createdby_value"),
            who(row, "_ownerid_value"),
            who(row, "_createdonbehalfby_value"),
        ));
        assert_eq!(who(row, "_modifiedby_value"), who(row, "_createdby_value"));
        assert_eq!(who(row, "_modifiedonbehalfby_value"), who(row, "_createdonbehalfby_value"));
    }
    expect![[r#"
        blank, own connections, branch 1: created by roohi, owner roohi, on behalf by -
        blank, own connections, branch 2: created by soul, owner soul, on behalf by -
        blank, uses invoker, branch 1: created by sam, owner sam, on behalf by roohi
        blank, uses invoker, branch 2: created by sam, owner sam, on behalf by soul
        Process owner, branch 1: created by roohi, owner roohi, on behalf by -
        Process owner, branch 2: created by roohi, owner roohi, on behalf by soul
        Row owner, branch 1: created by david, owner david, on behalf by roohi
        Row owner, branch 2: created by david, owner david, on behalf by soul
        Triggering user, branch 1: created by sam, owner sam, on behalf by roohi
        Triggering user, branch 2: created by sam, owner sam, on behalf by soul
    "#]]
    .assert_eq(&lines);
}

async fn history_says(soul: &Caller, runs: &[String]) {
    let mut lines = Vec::new();
    for id in runs {
        let run = soul.get(&dev(&format!("runs/{id}"))).await.is(200);
        assert_eq!(run["startedBy"]["name"], "sam");
        let mut acting = Vec::new();
        for action in soul.actions(id).await {
            let by = action["acting"]["impersonator"]["name"].as_str().unwrap_or("-");
            let acted = &action["acting"];
            acting.push(format!("{} by {by} ({})", text(&acted["principal"]["name"]), text(&acted["rule"])));
        }
        lines.push(format!("{}: {}: {}", text(&run["flow"]["name"]), text(&run["status"]), acting.join(", ")));
    }
    lines.sort();
    expect![[r#"
        Contact changed: blank: Succeeded: sam by roohi (blankTriggeringUser), sam by soul (blankTriggeringUser)
        Contact changed: own connections: Succeeded: roohi by - (ownConnection), soul by - (ownConnection)
        Contact changed: process owner: Succeeded: roohi by - (processOwner), roohi by soul (processOwner)
        Contact changed: row owner: Succeeded: david by roohi (rowOwner), david by soul (rowOwner)
        Contact changed: triggering user: Succeeded: sam by roohi (triggeringUser), sam by soul (triggeringUser)"#]]
    .assert_eq(&lines.join("\n"));
}

fn the_command_says_the_same(server: &Server) {
    let output = server.command(&["demo", "run-as"]);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}");
    let table: Expect = expect![[r#"
        Sam changed the contact Nadia Brandt.

        CASE                    RUN AS           USES INVOKER  BRANCH 1  BRANCH 2  ON BEHALF                           RULE
        Triggering user         Triggering user  yes           Sam       Sam       branch 1: Roohi, branch 2: Soul S.  triggeringUser
        Row owner               Row owner        yes           David     David     branch 1: Roohi, branch 2: Soul S.  rowOwner
        Process owner           Process owner    yes           Roohi     Roohi     branch 2: Soul S.                   processOwner
        blank, own connections  blank            no            Roohi     Soul S.                                       ownConnection
        blank, uses invoker     blank            yes           Sam       Sam       branch 1: Roohi, branch 2: Soul S.  blankTriggeringUser
    "#]];
    table.assert_eq(&printed);
}
