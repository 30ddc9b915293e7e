//! One line of the table: what the history of a run says beside what its rows say.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::output::{self, text};

/// Names by id.
pub(super) type Names = HashMap<String, String>;

/// What was read back about one flow.
pub(super) struct Read<'a> {
    /// The flow, as its owner sees it.
    pub(super) flow: &'a Value,
    /// Its run.
    pub(super) run: &'a Value,
    /// The run's actions.
    pub(super) actions: &'a Value,
    /// The audit rows that name the run.
    pub(super) rows: &'a Value,
    pub(super) names: &'a Names,
}

/// What a row or the history says about who acted: ids.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Acted {
    who: String,
    /// Who made the call on behalf of that one; blank where nobody else did.
    through: String,
}

/// The line, with everything in which history and rows disagree.
pub(super) fn line(read: &Read<'_>, run_as: &str) -> Value {
    let mut actions: Vec<&Value> = output::values(read.actions).filter(|it| !branch_of(it).is_empty()).collect();
    actions.sort_by_key(|action| branch_of(action));
    let mut rows: Vec<&Value> = output::values(read.rows).collect();
    let (mut branches, mut on_behalf, mut rules, mut disagreements) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for action in &actions {
        let branch = branch_of(action);
        let rule = text(action, "acting.rule");
        if !rules.contains(&rule) {
            rules.push(rule);
        }
        let wrote = text(action, "outputs.body.demo_auditid");
        let row = rows.iter().position(|row| text(row, "demo_auditid") == wrote).map(|at| rows.swap_remove(at));
        match (row, action["status"] == "Succeeded") {
            (Some(row), true) => {
                let acted = of_row(row);
                branches.push(read.name(&acted.who));
                if !acted.through.is_empty() {
                    on_behalf.push(format!("{branch}: {}", read.name(&acted.through)));
                }
                disagreements.extend(read.compare(&branch, row, action));
            }
            (None, false) => branches.push(format!("{} ({})", text(action, "status"), text(action, "code"))),
            (None, true) => {
                branches.push("no row".to_owned());
                disagreements.push(format!("{branch}: the history says that it succeeded, and there is no row"));
            }
            (Some(_), false) => {
                branches.push("a row".to_owned());
                disagreements.push(format!("{branch}: the history says that it did not succeed, and there is a row"));
            }
        }
    }
    disagreements.extend(rows.iter().map(|row| format!("no action wrote the row {}", text(row, "demo_auditid"))));
    if actions.is_empty() {
        disagreements.push("the history has no action that adds an audit row".to_owned());
    }
    let invoker = read.flow["references"].as_array().into_iter().flatten().any(|it| it["mode"] == "impersonate");
    json!({
        "case": actions.first().map(|action| input(action, "item/demo_case")).unwrap_or_default(),
        "flow": read.flow["name"], "run": read.run["id"], "status": read.run["status"],
        "runAs": run_as,
        "usesInvoker": if invoker { "yes" } else { "no" },
        "branch1": branches.first(), "branch2": branches.get(1),
        "onBehalf": on_behalf.join(", "),
        "rule": rules.join(", "),
        "disagreements": disagreements,
    })
}

impl Read<'_> {
    fn compare(&self, branch: &str, row: &Value, action: &Value) -> Vec<String> {
        let (by_row, by_history) = (of_row(row), of_history(action));
        let mut found = Vec::new();
        if by_row != by_history {
            let [row, history] = [&by_row, &by_history].map(|acted| self.sentence(acted));
            found.push(format!("{branch}: the row says {row}, the history says {history}"));
        }
        if text(row, "_ownerid_value") != by_row.who {
            found.push(format!("{branch}: the row is owned by {}", self.name(&text(row, "_ownerid_value"))));
        }
        if text(row, "demo_branch") != branch {
            found.push(format!("{branch}: the row is of {}", text(row, "demo_branch")));
        }
        found
    }

    fn name(&self, id: &str) -> String {
        self.names.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    fn sentence(&self, acted: &Acted) -> String {
        let who = self.name(&acted.who);
        if acted.through.is_empty() { who } else { format!("{who} through {}", self.name(&acted.through)) }
    }
}

fn branch_of(action: &Value) -> String {
    input(action, "item/demo_branch")
}

fn input(action: &Value, name: &str) -> String {
    action["inputs"][name].as_str().unwrap_or_default().to_owned()
}

fn of_row(row: &Value) -> Acted {
    Acted { who: text(row, "_createdby_value"), through: text(row, "_createdonbehalfby_value") }
}

fn of_history(action: &Value) -> Acted {
    Acted { who: text(action, "acting.principal.id"), through: text(action, "acting.impersonator.id") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(branch: &str, who: &str, through: Option<&str>, status: &str, row: &str) -> Value {
        let mut action = json!({
            "status": status, "code": "Forbidden", "outputs": {"body": {"demo_auditid": row}},
            "inputs": {"item/demo_branch": branch, "item/demo_case": "Row owner"},
            "acting": {"principal": {"id": who}, "rule": "rowOwner"},
        });
        if let Some(through) = through {
            action["acting"]["impersonator"] = json!({"id": through});
        }
        action
    }

    fn row(id: &str, branch: &str, who: &str, through: Option<&str>) -> Value {
        json!({
            "demo_auditid": id, "demo_branch": branch, "_createdby_value": who, "_ownerid_value": who,
            "_createdonbehalfby_value": through,
        })
    }

    fn check(actions: &[Value], rows: &[Value], expected: &str) {
        let names = [("d", "David"), ("r", "Roohi")].map(|(id, name)| (id.to_owned(), name.to_owned()));
        let line = line(
            &Read {
                flow: &json!({"name": "x", "references": [{"mode": "own"}, {"mode": "impersonate"}]}),
                run: &json!({"id": "1", "status": "Succeeded"}),
                actions: &json!({"value": actions}),
                rows: &json!({"value": rows}),
                names: &names.into(),
            },
            "Row owner",
        );
        let told: Vec<String> = ["branch1", "branch2", "onBehalf", "usesInvoker"].map(|key| text(&line, key)).to_vec();
        assert_eq!(format!("{}; {}", told.join(" | "), line["disagreements"]), expected);
    }

    #[test]
    fn rows_that_say_what_the_history_says_agree() {
        check(
            &[action("branch 2", "d", None, "Succeeded", "b"), action("branch 1", "d", Some("r"), "Succeeded", "a")],
            &[row("a", "branch 1", "d", Some("r")), row("b", "branch 2", "d", None)],
            "David | David | branch 1: Roohi | yes; []",
        );
    }

    #[test]
    fn an_action_that_failed_leaves_no_row() {
        check(
            &[action("branch 1", "d", None, "Failed", ""), action("branch 2", "d", None, "Succeeded", "b")],
            &[row("b", "branch 2", "d", None)],
            "Failed (Forbidden) | David |  | yes; []",
        );
    }

    #[test]
    fn every_difference_is_told() {
        check(
            &[action("branch 1", "d", Some("r"), "Succeeded", "a"), action("branch 2", "d", None, "Succeeded", "b")],
            &[row("a", "branch 1", "r", None), row("c", "branch 2", "d", None)],
            "Roohi | no row |  | yes; [\"branch 1: the row says Roohi, the history says David through Roohi\",\
             \"branch 2: the history says that it succeeded, and there is no row\",\"no action wrote the row c\"]",
        );
        check(&[], &[], " |  |  | yes; [\"the history has no action that adds an audit row\"]");
    }
}
