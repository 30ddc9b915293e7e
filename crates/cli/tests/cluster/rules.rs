//! What must hold of everything that was seen from outside. Each broken rule is a sentence that names the run.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use crate::{
    chaos::Trouble,
    flows::{CALLS, ROWS, TICK},
    load::{Outcome, TAG},
    stub::Call,
};

/// A run as the API lists it.
pub(crate) struct Run {
    pub(crate) id: String,
    pub(crate) status: String,
    /// Code and message of a run that failed.
    pub(crate) why: String,
}

/// A row that a run added.
pub(crate) struct Row {
    pub(crate) place: String,
    /// Of the request; of a row of a schedule, the moment that it was started for.
    pub(crate) tag: String,
    pub(crate) run: String,
}

/// Everything that was seen.
pub(crate) struct Evidence<'a> {
    pub(crate) runs: Vec<Run>,
    pub(crate) children: Vec<Run>,
    pub(crate) ticks: Vec<Run>,
    pub(crate) rows: Vec<Row>,
    pub(crate) calls: Vec<Call>,
    /// Which node a process is or was.
    pub(crate) member_of: &'a dyn Fn(u32) -> Option<usize>,
    pub(crate) troubles: &'a [Trouble],
    pub(crate) lease: Duration,
}

/// Two calls in a row with the same key.
struct Repeat<'a> {
    first: &'a Call,
    second: &'a Call,
}

impl Evidence<'_> {
    /// What is broken.
    pub(crate) fn broken(&self, outcome: &Outcome) -> Vec<String> {
        let mut broken = Vec::new();
        self.runs_ended(&mut broken);
        self.triggers_ran_once(outcome, &mut broken);
        self.places_were_passed(outcome, &mut broken);
        self.rows_belong_to_runs(&mut broken);
        self.keys_are_stable(&mut broken);
        self.calls_do_not_overlap(&mut broken);
        broken
    }

    /// One line.
    pub(crate) fn summary(&self, outcome: &Outcome) -> String {
        let repeats = self.repeats();
        let unexplained = repeats.iter().filter(|repeat| !self.has_trouble(repeat)).count();
        let overlapping = repeats.iter().filter(|repeat| repeat.overlaps()).count();
        let unknown = self.calls.iter().filter(|call| call.process.is_none()).count();
        let mut faults: BTreeMap<String, usize> = BTreeMap::new();
        for trouble in self.troubles {
            *faults.entry(trouble.fault.to_string()).or_default() += 1;
        }
        let faults: Vec<_> = faults.iter().map(|(fault, count)| format!("{count} {fault}")).collect();
        format!(
            "{} accepted, {} unanswered, {} runs, {} child runs, {} ticks, {} rows, {} calls ({} repeated, {unexplained} of them \
             without a fault; {overlapping} overlapping; {unknown} of unknown nodes), faults: {}",
            outcome.accepted.len(),
            outcome.unanswered,
            self.runs.len(),
            self.children.len(),
            self.ticks.len(),
            self.rows.iter().filter(|row| row.is_ours()).count(),
            self.calls.len(),
            repeats.len(),
            if faults.is_empty() { "none".to_owned() } else { faults.join(", ") },
        )
    }

    fn runs_ended(&self, broken: &mut Vec<String>) {
        for (what, runs) in [("", &self.runs), ("child ", &self.children), ("tick ", &self.ticks)] {
            for run in runs.iter().filter(|run| run.status != "Succeeded") {
                broken.push(format!("{what}run {} is {}: {}", run.id, run.status, run.why));
            }
            let mut seen = BTreeSet::new();
            for run in runs.iter().filter(|run| !seen.insert(&run.id)) {
                broken.push(format!("{what}run {} is listed twice", run.id));
            }
        }
    }

    /// What was acknowledged has its run, and nothing has two.
    fn triggers_ran_once(&self, outcome: &Outcome, broken: &mut Vec<String>) {
        let listed: BTreeSet<_> = self.runs.iter().map(|run| run.id.as_str()).collect();
        let traces = self.traces();
        for accepted in &outcome.accepted {
            if !listed.contains(accepted.run.as_str()) {
                broken.push(format!("{} was acknowledged with run {}, which is not there", accepted.tag, accepted.run));
            }
            let Some(runs) = traces.get(accepted.tag.as_str()) else { continue };
            if !runs.contains(accepted.run.as_str()) {
                broken.push(format!("{} was acknowledged with run {}, but {runs:?} ran", accepted.tag, accepted.run));
            }
        }
        for (tag, runs) in traces.iter().filter(|(_, runs)| runs.len() > 1) {
            broken.push(format!("{tag} has {} runs: {runs:?}", runs.len()));
        }
        let traced: BTreeSet<_> = traces.values().flatten().copied().collect();
        for run in listed.difference(&traced) {
            broken.push(format!("run {run} left no trace"));
        }
        for run in traced.difference(&listed) {
            broken.push(format!("run {run} left traces, and is not listed"));
        }
    }

    /// Which runs did something for a tag, apart from child runs.
    fn traces(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let rows = self.rows.iter().filter(|row| row.tag.starts_with(TAG) && row.place != "child");
        let rows = rows.map(|row| (row.tag.as_str(), row.run.as_str()));
        let calls = self.calls.iter().map(|call| (call.tag.as_str(), call.run.as_str()));
        let mut traces: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (tag, run) in rows.chain(calls) {
            traces.entry(tag).or_default().insert(run);
        }
        traces
    }

    /// Every run that there is added each of its rows once, and made each of its calls.
    fn places_were_passed(&self, outcome: &Outcome, broken: &mut Vec<String>) {
        let mut rows: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.is_ours()) {
            rows.entry((&row.tag, &row.place)).or_default().push(&row.run);
        }
        let called: BTreeSet<_> = self.calls.iter().map(|call| (call.tag.as_str(), call.place.as_str())).collect();
        let mut tags: BTreeSet<_> = self.traces().into_keys().collect();
        tags.extend(outcome.accepted.iter().map(|accepted| accepted.tag.as_str()));
        for tag in tags {
            for place in ROWS.iter().filter(|place| !rows.contains_key(&(tag, **place))) {
                broken.push(format!("{tag}: the row `{place}` is missing"));
            }
            for place in CALLS.iter().filter(|place| !called.contains(&(tag, **place))) {
                broken.push(format!("{tag}: `{place}` was not made"));
            }
        }
        for ((tag, place), runs) in rows.iter().filter(|(_, runs)| runs.len() > 1) {
            broken.push(format!("{tag}: the row `{place}` is there {} times, by {runs:?}", runs.len()));
        }
    }

    /// Children and schedules: one row for each run, and a run for each row.
    fn rows_belong_to_runs(&self, broken: &mut Vec<String>) {
        for (place, runs) in [("child", &self.children), (TICK, &self.ticks)] {
            let with_row: BTreeSet<_> = self.rows.iter().filter(|row| row.place == place).map(|row| &row.run).collect();
            let runs: BTreeSet<_> = runs.iter().map(|run| &run.id).collect();
            for run in runs.difference(&with_row) {
                broken.push(format!("the {place} run {run} has no row"));
            }
            for run in with_row.difference(&runs) {
                broken.push(format!("the {place} run {run} has a row, and is not listed"));
            }
        }
    }

    /// One key for each place of a run, and one place of a run for each key.
    fn keys_are_stable(&self, broken: &mut Vec<String>) {
        let mut keys: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        let mut places: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
        for call in &self.calls {
            keys.entry((&call.run, &call.place)).or_default().insert(&call.key);
            places.entry(&call.key).or_default().insert((&call.run, &call.place));
        }
        for ((run, place), keys) in keys.iter().filter(|(_, keys)| keys.len() > 1) {
            broken.push(format!("run {run}: `{place}` came with different keys: {keys:?}"));
        }
        for (key, places) in places.iter().filter(|(key, places)| key.is_empty() || places.len() > 1) {
            broken.push(format!("the key `{key}` came for {places:?}"));
        }
    }

    /// Nobody repeats a call while the one who makes it still may. A node that is stopped or cut off has lost its runs meanwhile, though
    /// its call goes on; without such a fault, two owners of one run were at work.
    fn calls_do_not_overlap(&self, broken: &mut Vec<String>) {
        for repeat in self.repeats() {
            if repeat.overlaps() && !self.has_trouble(&repeat) {
                let Repeat { first, second } = repeat;
                broken.push(format!(
                    "run {}: `{}` was called by node {:?} (process {:?}), and {} ms later, before the answer, by node {:?} (process \
                     {:?}), though neither was in trouble",
                    first.run,
                    first.place,
                    self.member(first),
                    first.process,
                    (second.from - first.from).as_millis(),
                    self.member(second),
                    second.process,
                ));
            }
        }
    }

    fn repeats(&self) -> Vec<Repeat<'_>> {
        let mut by_key: BTreeMap<&str, Vec<&Call>> = BTreeMap::new();
        for call in &self.calls {
            by_key.entry(&call.key).or_default().push(call);
        }
        let mut repeats = Vec::new();
        for calls in by_key.values_mut() {
            calls.sort_by_key(|call| call.from);
            repeats.extend(calls.windows(2).map(|pair| Repeat { first: pair[0], second: pair[1] }));
        }
        repeats
    }

    /// Whether something was done to the node of the first call, or to the database, that may have cost it its lease: from one lease
    /// before the call, since what is lost is noticed late, until the second call.
    fn has_trouble(&self, repeat: &Repeat<'_>) -> bool {
        let member = self.member(repeat.first);
        let since = repeat.first.from.checked_sub(self.lease * 2).unwrap_or(repeat.first.from);
        let is_near = |from: Instant, until: Instant| from <= repeat.second.from && until >= since;
        let concerns = |trouble: &Trouble| trouble.member.is_none() || member.is_none() || trouble.member == member;
        self.troubles.iter().any(|trouble| concerns(trouble) && is_near(trouble.from, trouble.until))
    }

    fn member(&self, call: &Call) -> Option<usize> {
        call.process.and_then(self.member_of)
    }
}

impl Repeat<'_> {
    fn overlaps(&self) -> bool {
        self.second.from < self.first.until
    }
}

impl Row {
    fn is_ours(&self) -> bool {
        self.place == TICK || self.tag.starts_with(TAG)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chaos::Fault, load::Accepted};

    /// One run that did what it should, and its child.
    struct Seen {
        rows: Vec<Row>,
        calls: Vec<Call>,
        troubles: Vec<Trouble>,
        status: &'static str,
    }

    fn seen(began: Instant) -> Seen {
        let row = |place: &str| {
            let run = if place == "child" { "c" } else { "r" };
            Row { place: place.to_owned(), tag: format!("{TAG}0"), run: run.to_owned() }
        };
        let call = |place: &str| call(place, 1, began, began + Duration::from_millis(10));
        let (rows, calls) = (ROWS.map(row).into(), CALLS.map(call).into());
        Seen { rows, calls, troubles: Vec::new(), status: "Succeeded" }
    }

    fn call(place: &str, process: u32, from: Instant, until: Instant) -> Call {
        let (tag, run, key) = (format!("{TAG}0"), "r".to_owned(), format!("r-{place}"));
        Call { key, place: place.to_owned(), tag, run, process: Some(process), from, until }
    }

    impl Seen {
        fn broken(self) -> Vec<String> {
            let run = |id: &str, status: &str| Run { id: id.to_owned(), status: status.to_owned(), why: String::new() };
            let accepted = vec![Accepted { tag: format!("{TAG}0"), run: "r".to_owned() }];
            let evidence = Evidence {
                runs: vec![run("r", self.status)],
                children: vec![run("c", "Succeeded")],
                ticks: Vec::new(),
                rows: self.rows,
                calls: self.calls,
                member_of: &|process| usize::try_from(process).ok(),
                troubles: &self.troubles,
                lease: Duration::from_secs(2),
            };
            evidence.broken(&Outcome { accepted, unanswered: 0 })
        }
    }

    fn without_rows(mut seen: Seen, place: &str) -> Seen {
        seen.rows.retain(|row| row.place != place);
        seen
    }

    #[test]
    fn a_good_run_breaks_nothing() {
        assert_eq!(seen(Instant::now()).broken(), [""; 0]);
    }

    #[test]
    fn a_missing_and_a_doubled_row_are_told() {
        let mut twice = without_rows(seen(Instant::now()), "last");
        let row = |run: &str| Row { place: "a".to_owned(), tag: format!("{TAG}0"), run: run.to_owned() };
        twice.rows.push(row("r"));
        assert_eq!(
            twice.broken(),
            ["load-0: the row `last` is missing", r#"load-0: the row `a` is there 2 times, by ["r", "r"]"#]
        );
        let mut other = without_rows(seen(Instant::now()), "a");
        other.rows.push(row("r2"));
        assert_eq!(other.broken(), [r#"load-0 has 2 runs: {"r", "r2"}"#, "run r2 left traces, and is not listed"]);
    }

    #[test]
    fn a_run_that_failed_and_a_call_with_another_key_are_told() {
        let mut seen = Seen { status: "Failed", ..seen(Instant::now()) };
        let now = Instant::now();
        seen.calls.push(Call { key: "other".to_owned(), ..call("call", 1, now, now) });
        assert_eq!(
            seen.broken(),
            ["run r is Failed: ", r#"run r: `call` came with different keys: {"other", "r-call"}"#]
        );
    }

    #[test]
    fn calls_may_overlap_only_where_their_owner_was_in_trouble() {
        let began = Instant::now() + Duration::from_secs(60);
        let overlapping = |troubles: Vec<Trouble>| {
            let mut seen = seen(Instant::now());
            seen.calls.retain(|call| call.place != "call");
            seen.calls.push(call("call", 1, began, began + Duration::from_secs(3)));
            seen.calls.push(call("call", 2, began + Duration::from_secs(2), began + Duration::from_secs(5)));
            Seen { troubles, ..seen }.broken()
        };
        let trouble = |member: usize| {
            let (from, until) = (began + Duration::from_secs(1), began + Duration::from_secs(4));
            Trouble { fault: Fault::Pause, member: Some(member), from, until }
        };
        assert_eq!(overlapping(vec![trouble(1)]), [""; 0]);
        let told = overlapping(vec![trouble(2)]);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("run r: `call` was called by node Some(1)"), "{told:?}");
    }
}
