//! Runs as an archive keeps them: as the API shows them, on one line.

use app::{
    audit::hex,
    runs::{Record, Recorded},
};
use serde::Serialize;

use super::run::{ActionView, FactsView, RunView, TriggerOfRun};

/// A run of an archive.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HistoryLine {
    #[serde(flatten)]
    run: RunView,
    environment: String,
    #[serde(flatten)]
    what: What,
}

#[derive(Serialize)]
#[serde(untagged)]
enum What {
    Shown { trigger: TriggerOfRun, facts: Box<FactsView>, actions: Vec<ActionView> },
    Stored { stored: Stored },
}

/// What was stored of a run that is not shown, as hexadecimal digits.
#[derive(Serialize)]
struct Stored {
    start: String,
    journal: Vec<String>,
}

/// A run as one line of JSON, without the line end. A run of a flow that secures something is there as it is stored: sealed.
pub fn history_line(run: Recorded) -> String {
    let Recorded { environment, what } = run;
    let line = match what {
        Record::Shown(detail, actions) => {
            let (run, trigger, facts) = super::run::began_with(*detail);
            let actions = actions.into_iter().map(ActionView::from).collect();
            HistoryLine { run, environment, what: What::Shown { trigger, facts: Box::new(facts), actions } }
        }
        Record::Stored { summary, start, journal } => {
            let stored = Stored { start: hex(&start), journal: journal.iter().map(|segment| hex(segment)).collect() };
            HistoryLine { run: (*summary).into(), environment, what: What::Stored { stored } }
        }
    };
    // Every key is text, so there is nothing to refuse.
    serde_json::to_string(&line).unwrap_or_default()
}
