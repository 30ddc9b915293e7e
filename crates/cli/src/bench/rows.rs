//! W6: changed rows that start flows, which add rows.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    Bench,
    load::{Report, Requests, Until, closed},
    package, print_report, round,
    session::Session,
    wire::Target,
};

const CONNECTIONS: usize = 16;
pub(super) const ITEMS: &str = "bench_items";
const MARKS: &str = "bench_marks";
/// How long the flows may take beyond the changes.
const PATIENCE: Duration = Duration::from_secs(60);

impl Bench {
    pub(super) async fn changed_rows(&self) -> Result<()> {
        let maker = self.session().await?;
        let changer = Session::open(&self.url, &self.rows_as, &self.password, &self.environment).await?;
        prepare(&maker, &self.name, &self.rows_as).await?;
        clear(&changer, ITEMS).await?;
        clear(&changer, MARKS).await?;
        let fill: Vec<Vec<u8>> = (0..self.rows)
            .map(|number| write(&changer, "POST", ITEMS, &json!({"bench_name": format!("Item {number}")})))
            .collect::<Result<_>>()?;
        send(&changer, fill).await?;
        let items = ids(&changer, ITEMS, "bench_itemid").await?;
        if items.len() != self.rows {
            bail!("{} rows were to be there, and {} are", self.rows, items.len());
        }
        let flow = maker.make_any("bench: an item was changed", &package::flow()).await?;
        let measured = measure(&maker, &changer, &flow, &items).await;
        maker.delete(&flow).await?;
        let (report, seconds) = measured?;
        let told = json!({
            "rows": items.len(),
            "rowsPerSecond": (items.len() as f64 / seconds).round(),
            "secondsUntilDone": round(seconds),
            "exactlyOnce": true,
        });
        print_report("W6", "closed loop", CONNECTIONS, &report, told);
        clear(&changer, ITEMS).await?;
        clear(&changer, MARKS).await
    }
}

/// Brings the tables, and gives the maker and whoever changes rows their roles.
pub(super) async fn prepare(maker: &Session, name: &str, rows_as: &str) -> Result<()> {
    let connections = maker.get(&maker.here("connections?limit=500")).await?;
    let mut all = connections["value"].as_array().into_iter().flatten();
    let own = all.find(|it| it["owner"]["name"] == name && it["connector"] == model::ConnectorName::DATAVERSE);
    let own = own.with_context(|| {
        let environment = &maker.environment;
        format!("{name} needs a Dataverse connection in {environment}: `steward connection create` makes one")
    })?;
    let bound = json!({
        "LogicalName": package::REFERENCE,
        "ConnectionId": own["id"],
        "ConnectorId": format!("/providers/Microsoft.PowerApps/apis/{}", model::ConnectorName::DATAVERSE),
    });
    maker.import(package::zip()?, &json!({"ConnectionReferences": [bound]})).await?;
    for (role, who) in [(package::ROWS, name), (package::ON_BEHALF, name), (package::ROWS, rows_as)] {
        let roles = maker.get(&maker.here("roles?limit=500")).await?;
        let mut all = roles["value"].as_array().into_iter().flatten();
        let id = all
            .find(|it| it["name"] == role)
            .and_then(|it| it["id"].as_str())
            .context("the role came with the tables")?;
        maker.ask(Method::PUT, &maker.here(&format!("roles/{id}/members/{who}")), None).await?;
    }
    Ok(())
}

/// Changes all rows, and waits until each has its mark.
async fn measure(maker: &Session, changer: &Session, flow: &str, items: &HashSet<String>) -> Result<(Report, f64)> {
    let round = uuid::Uuid::new_v4().to_string();
    let changes: Vec<Vec<u8>> = items
        .iter()
        .map(|item| write(changer, "PATCH", &format!("{ITEMS}({item})"), &json!({"bench_round": round})))
        .collect::<Result<_>>()?;
    let filter = format!("?$filter=bench_round eq '{round}'&$select=bench_item,_createdby_value").replace(' ', "%20");
    let began = Instant::now();
    let report = send(changer, changes).await?;
    // A run may begin a moment after its row was changed, so that no run is under way is not enough. To read all rows costs the server
    // much more than to say that, and comes after the clock was read.
    loop {
        if maker.is_done(flow).await? {
            let seconds = began.elapsed().as_secs_f64();
            let marks = list(changer, &format!("{MARKS}{filter}")).await?;
            if marks.len() >= items.len() {
                check(changer, &marks, items).await?;
                return Ok((report, seconds));
            }
            if began.elapsed() > report.lasted + PATIENCE {
                bail!("{} rows were to be added, and {} are there after {PATIENCE:?}", items.len(), marks.len());
            }
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Each item has one mark, made by whoever changed it.
async fn check(changer: &Session, marks: &[Value], items: &HashSet<String>) -> Result<()> {
    let me = changer.ask(Method::GET, &rows(changer, "WhoAmI()"), None).await?["UserId"].clone();
    let mut marked = HashSet::new();
    for mark in marks {
        let item = mark["bench_item"].as_str().unwrap_or_default();
        if !items.contains(item) || !marked.insert(item) {
            bail!("the item `{item}` has a mark too many");
        }
        if mark["_createdby_value"] != me {
            bail!("the mark of the item `{item}` was made by {} and not by {me}", mark["_createdby_value"]);
        }
    }
    if marked.len() != items.len() {
        bail!("{} of {} items have no mark", items.len() - marked.len(), items.len());
    }
    Ok(())
}

/// Removes all rows of a table.
pub(super) async fn clear(changer: &Session, set: &str) -> Result<()> {
    let key = format!("{}id", set.trim_end_matches('s'));
    loop {
        let there = ids(changer, set, &key).await?;
        if there.is_empty() {
            return Ok(());
        }
        let all = there.iter().map(|id| write(changer, "DELETE", &format!("{set}({id})"), &Value::Null));
        send(changer, all.collect::<Result<_>>()?).await?;
    }
}

async fn ids(changer: &Session, set: &str, key: &str) -> Result<HashSet<String>> {
    let all = list(changer, &format!("{set}?$select={key}")).await?;
    Ok(all.iter().filter_map(|row| row[key].as_str().map(str::to_owned)).collect())
}

/// All rows of a query, page by page.
async fn list(changer: &Session, query: &str) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    let mut path = rows(changer, query);
    loop {
        let mut page = changer.get(&path).await?;
        if let Some(Value::Array(rows)) = page.get_mut("value").map(Value::take) {
            all.extend(rows);
        }
        let Some(next) = page["@odata.nextLink"].as_str() else { return Ok(all) };
        let at = next.find("/environments/").context("the next page is in the environment")?;
        path = next[at..].to_owned();
    }
}

pub(super) fn rows(session: &Session, query: &str) -> String {
    format!("/environments/{}/api/data/v9.2/{query}", session.environment)
}

pub(super) fn write(session: &Session, method: &str, query: &str, content: &Value) -> Result<Vec<u8>> {
    let target = Target::of(&format!("{}{}", session.base, rows(session, query)))?;
    let body = if content.is_null() { String::new() } else { content.to_string() };
    Ok(target.request(method, &session.authorization(), &body))
}

/// Sends each request once. All must be done.
async fn send(session: &Session, all: Vec<Vec<u8>>) -> Result<Report> {
    let most = all.len() as u64;
    let requests = Requests::each(&Target::of(&session.base)?.host, all);
    let report = closed(&requests, CONNECTIONS, Until::Sent(most)).await?;
    if report.failed > 0 {
        bail!("{} of {most} requests for rows were refused", report.failed);
    }
    Ok(report)
}
