//! Asks the cluster what became of everything, and says what should not be so.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    chaos::Trouble,
    common::Session,
    load::Outcome,
    rules::{Evidence, Row, Run},
    world::World,
};

/// How many broken rules are told one by one.
const TOLD: usize = 30;
/// How many stuck runs are told with their actions.
const STUCK: usize = 5;

/// Waits until no run is open, and looks at all there is. Answers one line of what was seen, or what is broken.
pub(crate) async fn verify(
    world: &mut World,
    outcome: &Outcome,
    troubles: &[Trouble],
    lasted: Duration,
) -> Result<String, String> {
    for member in &mut world.members {
        if let Some(status) = member.node.process().try_wait().expect("it can be asked") {
            return Err(format!("node {} ended with {status}, and nobody had killed it", member.number));
        }
        member.node.is_ready().await;
    }
    let soul = world.session().await;
    let patience = Duration::from_secs(60) + lasted / 2;
    let began = Instant::now();
    while !open_runs(&soul, world).await.is_empty() {
        if began.elapsed() > patience {
            return Err(stuck(&soul, world, patience).await);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    world.diary.note("no run is open");
    let evidence = Evidence {
        runs: all_runs(&soul, &world.flows.load).await,
        children: all_runs(&soul, &world.flows.child).await,
        ticks: all_runs(&soul, &world.flows.tick).await,
        rows: rows(&soul).await,
        calls: world.stub.calls(),
        member_of: &|process| world.member_of(process),
        troubles,
        lease: world.lease,
    };
    let mut broken = evidence.broken(outcome);
    broken.extend(audit_is_broken(world).await);
    if broken.is_empty() {
        return Ok(evidence.summary(outcome));
    }
    let mut told = format!("{} rules are broken:\n", broken.len());
    for line in broken.iter().take(TOLD) {
        let _ = writeln!(told, "  {line}");
        world.diary.note(line);
    }
    Err(told + &evidence.summary(outcome))
}

async fn open_runs(soul: &Session, world: &World) -> Vec<Value> {
    let mut open = Vec::new();
    for flow in [&world.flows.load, &world.flows.child, &world.flows.tick] {
        for status in ["Running", "Waiting"] {
            open.extend(soul.runs_with(flow, status).await);
        }
    }
    open
}

/// The first runs that do not end, and where they stand.
async fn stuck(soul: &Session, world: &World, patience: Duration) -> String {
    let open = open_runs(soul, world).await;
    let mut told = format!("{} runs or more are still open after {} s:\n", open.len(), patience.as_secs());
    for run in open.iter().take(STUCK) {
        let id = text(run, "id");
        let _ = writeln!(told, "  run {id} of {}: {}", run["flow"]["name"], text(run, "status"));
        let actions = soul.get(&format!("/api/v1/environments/dev/runs/{id}/actions?all=true")).await;
        for action in actions["value"].as_array().into_iter().flatten() {
            let _ = writeln!(told, "    {} {}", text(action, "name"), text(action, "status"));
        }
    }
    told
}

/// The audit is one chain, whichever node added to it.
async fn audit_is_broken(world: &World) -> Option<String> {
    let admin = Session::open(world.members[0].node.base(), "admin").await;
    let at = admin.get("/api/v1/audit/verification").await["brokenAt"].as_u64()?;
    Some(format!("the audit is broken at entry {at}"))
}

async fn all_runs(soul: &Session, flow: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut after = String::new();
    loop {
        let page = soul.get(&format!("/api/v1/environments/dev/runs?flow={flow}&limit=500{after}")).await;
        runs.extend(page["value"].as_array().expect("runs").iter().map(|run| Run {
            id: text(run, "id"),
            status: text(run, "status"),
            why: format!("{} {}", text(run, "code"), text(run, "message")),
        }));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return runs,
        }
    }
}

async fn rows(soul: &Session) -> Vec<Row> {
    let rows = soul.contacts("firstname,lastname,jobtitle").await;
    rows.iter()
        .map(|row| Row { place: text(row, "firstname"), tag: text(row, "lastname"), run: text(row, "jobtitle") })
        .collect()
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
