//! Clients that start runs at all nodes, and remember what they were promised.

use std::{sync::Arc, time::Duration};

use reqwest::Client;
use serde_json::json;
use tokio::{sync::watch, task::JoinSet};

use crate::common::Random;

/// What tags of this load begin with.
pub(crate) const TAG: &str = "load-";

/// A trigger that was acknowledged.
#[derive(Clone, Debug)]
pub(crate) struct Accepted {
    /// What it said.
    pub(crate) tag: String,
    /// The run that it was told of.
    pub(crate) run: String,
}

/// What came of the load.
#[derive(Default)]
pub(crate) struct Outcome {
    /// What was promised.
    pub(crate) accepted: Vec<Accepted>,
    /// How many requests were refused or got no answer: those may have run or not.
    pub(crate) unanswered: usize,
}

/// Clients under way.
pub(crate) struct Load {
    clients: JoinSet<Outcome>,
    stop: watch::Sender<bool>,
}

impl Load {
    /// Starts clients that send to any of the addresses until they are stopped.
    pub(crate) fn start(clients: u64, addresses: Vec<String>, seed: u64) -> Self {
        let (stop, stopped) = watch::channel(false);
        let addresses = Arc::new(addresses);
        let tasks = (0..clients).map(|number| client(number, addresses.clone(), seed, stopped.clone()));
        Self { clients: JoinSet::from_iter(tasks), stop }
    }

    /// Lets each client end with the answer that it waits for.
    pub(crate) async fn stop(self) -> Outcome {
        let _ = self.stop.send(true);
        let mut all = Outcome::default();
        for outcome in self.clients.join_all().await {
            all.accepted.extend(outcome.accepted);
            all.unanswered += outcome.unanswered;
        }
        all
    }
}

async fn client(number: u64, addresses: Arc<Vec<String>>, seed: u64, stopped: watch::Receiver<bool>) -> Outcome {
    // A node that was stopped takes connections and answers nothing.
    let client = Client::builder().timeout(Duration::from_secs(10)).build().expect("a client");
    let mut random = Random::new(seed.wrapping_mul(1_000).wrapping_add(number));
    let mut outcome = Outcome::default();
    let mut count = 0;
    while !*stopped.borrow() {
        let address = &addresses[usize::try_from(random.within(0..addresses.len() as u64)).expect("a small number")];
        let tag = format!("{TAG}{number}-{count}");
        count += 1;
        match client.post(address).json(&json!({"id": tag})).send().await {
            Ok(answer) if answer.status() == 202 => {
                let run = answer.headers().get("x-ms-workflow-run-id").and_then(|run| run.to_str().ok());
                let run = run.expect("who starts a run is told which").to_owned();
                outcome.accepted.push(Accepted { tag, run });
            }
            _ => outcome.unanswered += 1,
        }
        tokio::time::sleep(Duration::from_millis(random.within(50..350))).await;
    }
    outcome
}
