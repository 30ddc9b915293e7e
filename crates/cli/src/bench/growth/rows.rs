//! Rows in a table. They are made through the Web API, as everybody makes them.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Instant,
};

use anyhow::{Context as _, Result, bail};
use reqwest::Method;
use serde_json::json;
use tokio::task::JoinSet;

use super::print_size;
use crate::bench::{
    Bench,
    load::{Report, Requests, Until, closed},
    print,
    rows::{ITEMS, clear, prepare, rows, write},
    session::Session,
    wire::{Target, Wire},
};

const USUAL: [u64; 3] = [10_000, 100_000, 1_000_000];
const CONNECTIONS: usize = 16;
/// How many rows belong to somebody else than all the others.
const OF_ANOTHER: u64 = 100;
/// Of how many rows the ids are kept, from all over the table.
const KNOWN: u64 = 1_000;
const ASKED: u64 = 1_000;
const MADE: u64 = 500;
/// A filter that no index helps reads the whole table.
const SCANS: u64 = 5;

impl Bench {
    pub(in crate::bench) async fn many_rows(&self) -> Result<()> {
        let maker = self.session().await?;
        let filler = Session::open(&self.url, &self.rows_as, &self.password, &self.environment).await?;
        prepare(&maker, &self.name, &self.rows_as).await?;
        clear(&filler, ITEMS).await?;
        fill(&maker, OF_ANOTHER, 1).await?;
        let who = maker.ask(Method::GET, &rows(&maker, "WhoAmI()"), None).await?;
        let owner = who["UserId"].as_str().context("whoever asks has an id")?;
        let by_owner = query(&format!("$filter=_ownerid_value eq {owner}&$top=50"));
        let by_text = query("$filter=bench_name eq 'none'&$top=50");
        let (mut there, mut known) = (OF_ANOTHER, Vec::new());
        for size in self.sizes(&USUAL)? {
            if there < size {
                let (added, began) = (size - there, Instant::now());
                // Most rows are new, where sizes grow by multiples, so their ids are from almost all over the table.
                known = fill(&filler, added, (added / KNOWN).max(1)).await?;
                there = size;
                let per_second = added as f64 / began.elapsed().as_secs_f64();
                print("rows", "filling", json!({"size": size, "perSecond": per_second.round()}), self.memory()?);
            }
            let gets: Vec<_> = shuffled(&known)
                .map(|id| write(&filler, "GET", &format!("{ITEMS}({id})"), &json!(null)))
                .collect::<Result<_>>()?;
            let create = write(&filler, "POST", ITEMS, &json!({"bench_name": "one more"}))?;
            for (name, requests, times) in [
                ("get by id", gets, ASKED),
                ("page by owner", vec![write(&filler, "GET", &by_owner, &json!(null))?], ASKED),
                ("page by text, no index", vec![write(&filler, "GET", &by_text, &json!(null))?], SCANS),
                ("create", vec![create], MADE),
            ] {
                let report = ask(&filler, requests, times).await?;
                print_size("rows", name, size, &report, json!({"connections": 1}))?;
            }
            there += MADE;
        }
        Ok(())
    }
}

/// Asks over one connection, after a few that do not count.
async fn ask(session: &Session, requests: Vec<Vec<u8>>, times: u64) -> Result<Report> {
    let requests = Requests::each(&Target::of(&session.base)?.host, requests);
    if times == ASKED {
        closed(&requests, 1, Until::Sent(times / 10)).await?;
    }
    closed(&requests, 1, Until::Sent(times)).await
}

fn query(options: &str) -> String {
    format!("{ITEMS}?{options}").replace(' ', "%20")
}

/// Adds rows, and answers the ids of some: of one in so many.
async fn fill(session: &Session, count: u64, one_in: u64) -> Result<Vec<String>> {
    let (next, known) = (Arc::new(AtomicU64::new(0)), Arc::new(Mutex::new(Vec::new())));
    let host = Target::of(&session.base)?.host;
    let requests: Arc<[Vec<u8>]> = (0..1_000)
        .map(|number| write(session, "POST", ITEMS, &json!({"bench_name": format!("Item {number}")})))
        .collect::<Result<_>>()?;
    let mut workers = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (next, known, requests) = (next.clone(), known.clone(), requests.clone());
        let mut wire = Wire::connect(&host).await?;
        workers.spawn(async move {
            loop {
                let number = next.fetch_add(1, Relaxed);
                if number >= count {
                    return Ok(());
                }
                let answer = wire.ask(&requests[number as usize % requests.len()]).await?;
                if !answer.is_good() {
                    bail!("a row was refused: {} {}", answer.status, String::from_utf8_lossy(answer.body));
                }
                if number.is_multiple_of(one_in) {
                    let address = answer.header("odata-entityid").context("the answer names the row")?;
                    let id = address.rsplit_once('(').and_then(|(_, id)| id.strip_suffix(')'));
                    let id = id.context("the row's address ends with its id")?.to_owned();
                    known.lock().unwrap_or_else(PoisonError::into_inner).push(id);
                }
            }
        });
    }
    while let Some(done) = workers.join_next().await {
        done??;
    }
    Ok(std::mem::take(&mut known.lock().unwrap_or_else(PoisonError::into_inner)))
}

/// Each once, and neighbours far apart: the step has no divisor in common with a length that is no multiple of it.
fn shuffled(ids: &[String]) -> impl Iterator<Item = &String> {
    const STEP: usize = 7_919;
    (0..ids.len()).map(|at| &ids[at * STEP % ids.len()])
}
