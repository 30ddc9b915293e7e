//! The engine, text in and text out.

mod block_status;
mod cancel;
mod condition;
mod data;
mod foreach;
mod helpers;
mod journal;
mod material;
mod messages;
mod old_journals;
mod parallel;
mod parse_json;
mod polling;
mod recordings;
mod replay;
mod response;
mod result;
mod retry;
mod robust;
mod run_after;
mod scope;
mod secure;
mod simulate;
mod static_result;
mod switch;
mod terminate;
mod timeout;
mod tracked;
mod until;
mod variables;
mod wait;
mod webhook;

use expect_test::Expect;
use testkit::Scenario;

/// Plays a scenario and compares the table of its run.
fn check(scenario: Scenario, expected: Expect) {
    expected.assert_eq(&scenario.play().to_string());
}
