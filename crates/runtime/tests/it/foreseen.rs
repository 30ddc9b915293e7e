//! What the simulation foresees is what fails: generated organisations, an event that is simulated and then really happens, and every
//! flow really run before and after. And what is said beforehand of each way in which a flow can start is what its run records.
//! `STEWARD_ORGANISATIONS` says how many organisations, `STEWARD_SEED` the first one's seed.

mod organisation;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use app::continuity::{self, Finding};
use model::ActingRule;
use organisation::Organisation;
use runtime::Config;
use testkit::Dice;

use crate::world::World;

/// How many organisations share a store, so that a simulation reads a few hundred people and not all that were ever made.
const TOGETHER: u64 = 25;

/// One way in which a flow starts: which one, who starts it, whose row it is.
pub(crate) type Case = (String, String, String);
/// Actions with the code that they failed with.
pub(crate) type Failed = BTreeMap<(Case, String), String>;
/// As whom an action acts, by which rule, and the code that it fails with.
pub(crate) type Acted = (Option<String>, Option<ActingRule>, Option<String>);

#[tokio::test]
async fn what_is_foreseen_is_what_fails() {
    let (count, foreseen) = sum_over(300, async |world, seed| compare(world, seed).await).await;
    assert!(foreseen as u64 >= count / 4, "only {foreseen} failures were foreseen in {count} organisations");
}

#[tokio::test]
async fn what_is_said_beforehand_is_what_the_run_records() {
    let (count, acted) = sum_over(100, async |world, seed| said(world, seed).await).await;
    assert!(acted as u64 >= 10 * count, "only {acted} actions were run in {count} organisations");
}

/// How many organisations there are, and the sum of what is counted in each.
async fn sum_over(usual: u64, counted: impl AsyncFn(&World, u64) -> usize) -> (u64, usize) {
    let count = number("STEWARD_ORGANISATIONS").unwrap_or(usual);
    let first = number("STEWARD_SEED").unwrap_or(1);
    let (mut world, mut sum) = (World::with(Config::default()).await, 0);
    for (made, seed) in (first..first + count).enumerate() {
        if made > 0 && (made as u64).is_multiple_of(TOGETHER) {
            world = World::with(Config::default()).await;
        }
        sum += counted(&world, seed).await;
    }
    (count, sum)
}

/// Asks of each case of one organisation, in half of them after something has happened, as whom each action will act, really runs it,
/// and answers how many actions ran.
async fn said(world: &World, seed: u64) -> usize {
    let mut dice = Dice(seed);
    let organisation = Organisation::make(world, seed, &mut dice).await;
    let event = organisation.event(&mut dice);
    if seed.is_multiple_of(2) {
        organisation.really(world, &event).await;
        // What ends at an instant has ended for all that is asked from here on.
        while event.at.is_some_and(|at| at >= world.steward.now()) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    let mut said: BTreeMap<(Case, String), Acted> = BTreeMap::new();
    for case in organisation.cases() {
        for (action, acted) in organisation.said(world, &case).await {
            said.insert((case.clone(), action), acted);
        }
    }
    let outcome = organisation.run_everything(world).await;
    for (key, acted) in &outcome.acted {
        assert_eq!(
            said.get(key),
            Some(acted),
            "seed {seed} (STEWARD_SEED={seed} STEWARD_ORGANISATIONS=1): what was said and what happened differ for {key:?}\n{organisation:#?}"
        );
    }
    outcome.acted.len()
}

#[expect(clippy::disallowed_methods, reason = "whoever runs a test by hand says how much of it")]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Tries one organisation, and answers how many failures were foreseen.
async fn compare(world: &World, seed: u64) -> usize {
    let mut dice = Dice(seed);
    let organisation = Organisation::make(world, seed, &mut dice).await;
    let before = organisation.run_everything(world).await;
    let event = organisation.event(&mut dice);
    let admin = world.op("admin").await;
    let simulation = continuity::simulate(&world.steward, &admin, event.clone()).await.unwrap();
    organisation.really(world, &event).await;
    let after = organisation.run_everything(world).await;
    let cases = organisation.cases();
    let mut foreseen = Failed::new();
    for finding in &simulation.findings {
        for case in cases.iter().filter(|case| concerns(finding, case)) {
            foreseen.insert((case.clone(), finding.action.clone()), finding.code.clone());
        }
    }
    let told = |what: &str, all: &BTreeSet<&(Case, String)>| {
        format!(
            "seed {seed} (STEWARD_SEED={seed} STEWARD_ORGANISATIONS=1): {what}: {all:#?}\nevent: {event:#?}\n{organisation:#?}"
        )
    };
    // Somebody whom the event has disabled starts nothing any more.
    let started: BTreeSet<_> = after.ran.iter().collect();
    let happens = |(case, _): &&(Case, String)| started.contains(case);
    let wrong: BTreeSet<_> = foreseen.keys().filter(happens).filter(|it| !after.failed.contains_key(it)).collect();
    assert!(wrong.is_empty(), "{}", told("foreseen, and did not fail", &wrong));
    let missed: BTreeSet<_> =
        after.failed.keys().filter(|it| !before.failed.contains_key(it) && !foreseen.contains_key(it)).collect();
    assert!(missed.is_empty(), "{}", told("failed, and was not foreseen", &missed));
    // Who has lost the connection that he is to bring starts nothing either, unless what he started failed already.
    let is_known = |case: &Case| foreseen.keys().chain(before.failed.keys()).any(|(known, _)| known == case);
    let unforeseen: Vec<_> = after.refused.difference(&before.refused).filter(|case| !is_known(case)).collect();
    assert!(unforeseen.is_empty(), "seed {seed}: refused, and was not foreseen: {unforeseen:?}\nevent: {event:#?}");
    foreseen.len()
}

/// Whether a finding says of a case that the action fails.
fn concerns(finding: &Finding, (flow, invoker, row_owner): &Case) -> bool {
    use access::continuity::Depends;
    let names = |who: &str| finding.who.iter().any(|chip| chip.name == who);
    let is_excepted = finding
        .except
        .as_ref()
        .is_some_and(|(on, chip)| chip.name == *if *on == Depends::OnRowOwner { row_owner } else { invoker });
    finding.flow_name == *flow
        && match finding.depends {
            Depends::No => !is_excepted,
            Depends::OnInvoker => names(invoker),
            Depends::OnRowOwner => names(row_owner),
            Depends::OnEdit => false,
        }
}
