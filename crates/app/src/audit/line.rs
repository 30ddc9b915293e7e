//! The audit log as lines, each with all that its hash covers, so that whoever keeps them can verify them without us.

use model::{EnvironmentId, PrincipalId, Timestamp};
use serde_json::{Value, json};
use store::{
    Tx,
    audit::{self, Entry, Filter},
    environments,
};

use super::hex;
use crate::{AppError, directory::People};

/// An entry as it is exported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its number, from 1 without gaps.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    /// Who asked; nobody is the system.
    pub actor: Option<PrincipalId>,
    /// The name of that principal today; the hash does not cover it.
    pub actor_name: Option<String>,
    /// In which environment.
    pub environment: Option<EnvironmentId>,
    /// The name of that environment today; the hash does not cover it.
    pub environment_name: Option<String>,
    /// What was done.
    pub action: String,
    /// To what.
    pub object: String,
    /// Particulars: a JSON object.
    pub detail: String,
    /// The hash over this entry and the one before, in hexadecimal.
    pub hash: String,
}

impl Line {
    /// One line of JSON.
    pub fn json(&self) -> String {
        let detail = serde_json::from_str(&self.detail).unwrap_or_else(|_| Value::from(self.detail.as_str()));
        json!({
            "seq": self.seq,
            "at": self.at.to_string(),
            "actor": self.actor.map(|id| json!({"id": id, "name": self.actor_name})),
            "environment": self.environment.map(|id| json!({"id": id.0, "name": self.environment_name})),
            "action": self.action,
            "object": self.object,
            "detail": detail,
            "hash": self.hash,
        })
        .to_string()
    }

    /// The names of [`csv`](Self::csv)'s columns.
    pub const CSV: &str = "seq,at,actor,actorName,environment,environmentName,action,object,detail,hash";

    /// One line of CSV. Source: RFC 4180; a text that a spreadsheet would take for a formula begins with an apostrophe.
    pub fn csv(&self) -> String {
        let cells = [
            self.seq.to_string(),
            self.at.to_string(),
            self.actor.map(|id| id.to_string()).unwrap_or_default(),
            self.actor_name.clone().unwrap_or_default(),
            self.environment.map(|id| id.0.to_string()).unwrap_or_default(),
            self.environment_name.clone().unwrap_or_default(),
            self.action.clone(),
            self.object.clone(),
            self.detail.clone(),
            self.hash.clone(),
        ];
        cells.map(|cell| quoted(&cell)).join(",")
    }
}

fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if guard.is_empty() && !cell.contains([',', '"', '\n', '\r']) {
        return cell.to_owned();
    }
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

/// Entries oldest first, after the number `after`. The caller has seen to who may have them.
///
/// # Errors
/// The store's.
pub fn lines(tx: &mut Tx<'_>, filter: &Filter, after: i64, limit: u32) -> Result<Vec<Line>, AppError> {
    let all = environments::list(tx)?;
    let mut people = People::at(Timestamp::default());
    let mut lines = Vec::new();
    for stored in audit::oldest_first(tx, filter, after, limit)? {
        let Entry { at, actor, environment, action, object, detail } = stored.entry;
        let named = |id: EnvironmentId| all.iter().find(|it| it.id == id).map(|it| it.name.clone());
        lines.push(Line {
            seq: stored.seq,
            at,
            actor,
            actor_name: actor.map(|id| people.chip(tx, id)).transpose()?.map(|chip| chip.name),
            environment,
            environment_name: environment.and_then(named),
            action,
            object,
            detail,
            hash: hex(&stored.hash),
        });
    }
    Ok(lines)
}

/// How far an exported log is whole.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Unbroken {
    /// The number of the last entry.
    pub seq: i64,
    /// Its hash, in hexadecimal; empty before the first one.
    pub head: String,
}

/// Whether a line of JSON follows on what comes before it. An export that begins later than with the first entry follows on the hash of
/// its own first line, which nothing vouches for.
///
/// # Errors
/// What is wrong with the line.
pub fn verify_line(before: &Unbroken, line: &str) -> Result<Unbroken, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("it is no JSON: {error}"))?;
    let missing = |what: &str| format!("it has no `{what}`");
    let text = |what: &str| value[what].as_str().map(str::to_owned).ok_or_else(|| missing(what));
    let seq = value["seq"].as_i64().ok_or_else(|| missing("seq"))?;
    let hash = text("hash")?;
    let is_first = before.seq == 0 && before.head.is_empty();
    if is_first && seq != 1 {
        return Ok(Unbroken { seq, head: hash });
    }
    if seq != before.seq + 1 {
        return Err(format!("it is entry {seq}, and {} was to follow", before.seq + 1));
    }
    let actor = match value["actor"]["id"].as_str() {
        Some(id) => Some(id.parse().map_err(|_| missing("actor.id"))?),
        None => None,
    };
    let detail = match &value["detail"] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let entry = Entry {
        at: text("at")?.parse().map_err(|_| missing("at"))?,
        actor,
        environment: value["environment"]["id"].as_i64().map(EnvironmentId),
        action: text("action")?,
        object: text("object")?,
        detail,
    };
    let bytes: Option<Vec<u8>> =
        (0..before.head.len()).step_by(2).map(|at| u8::from_str_radix(before.head.get(at..at + 2)?, 16).ok()).collect();
    let bytes = bytes.ok_or_else(|| "the hash before it is no hash".to_owned())?;
    if hex(&audit::chain(&bytes, seq, &entry)) != hash {
        return Err("it is not what was recorded".to_owned());
    }
    Ok(Unbroken { seq, head: hash })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exported() -> Vec<Line> {
        let mut before = Vec::new();
        let details = [r#"{"name":"a, \"b\"","n":1.0}"#, r#"{"z":null,"a":[]}"#, "{}"];
        let line = |(seq, detail): (i64, &str)| {
            let entry = Entry {
                at: Timestamp(1_700_000_000_000_000 + seq),
                actor: (seq > 1).then(PrincipalId::new),
                environment: (seq > 2).then_some(EnvironmentId(7)),
                action: "flow.share".to_owned(),
                object: "=1+1".to_owned(),
                detail: detail.to_owned(),
            };
            before = audit::chain(&before, seq, &entry).to_vec();
            let Entry { at, actor, environment, action, object, detail } = entry;
            let hash = hex(&before);
            Line { seq, at, actor, actor_name: None, environment, environment_name: None, action, object, detail, hash }
        };
        (1..).zip(details).map(line).collect()
    }

    fn verified(lines: &[String]) -> Result<Unbroken, String> {
        lines.iter().try_fold(Unbroken::default(), |before, line| verify_line(&before, line))
    }

    #[test]
    fn what_is_exported_verifies_and_what_is_changed_does_not() {
        let lines: Vec<String> = exported().iter().map(Line::json).collect();
        assert_eq!(verified(&lines).map(|end| end.seq), Ok(3));
        assert_eq!(verified(&lines[1..]).map(|end| end.seq), Ok(3));
        assert!(verified(&[lines[0].clone(), lines[2].clone()]).is_err());
        for (was, is) in
            [("flow.share", "flow.see"), ("2023", "2024"), (":7", ":8"), ("null,\"a\"", "1,\"a\""), ("=1+1", "=1+2")]
        {
            let changed: Vec<String> = lines.iter().map(|line| line.replacen(was, is, 1)).collect();
            assert_ne!(changed, lines, "{was}");
            assert!(verified(&changed).is_err(), "{was}");
        }
        assert!(verified(&["{".to_owned()]).is_err() && verified(&["{}".to_owned()]).is_err());
    }

    #[test]
    fn a_cell_is_no_formula() {
        let csv = exported()[0].csv();
        assert!(csv.contains(",\"'=1+1\","), "{csv}");
        assert!(csv.contains(r#""{""name"":""a, \""b\""#), "{csv}");
        assert_eq!(Line::CSV.split(',').count(), 10);
    }
}
