//! Branches that run at the same time.

use expect_test::expect;
use testkit::{fails, flow, succeeds};

use crate::check;

#[test]
fn branches_run_side_by_side_and_join() {
    let text = "
        a: call
        b: call
        join: compose \"@{body('a')}@{body('b')}\" after a and b";
    let answers = [succeeds("a", "1").after(20), succeeds("b", "2").after(30)];
    check(
        flow(text).answers(answers),
        expect![[r#"
        a     Succeeded  OK            +20s
        b     Succeeded  OK            +30s
        join  Succeeded  OK            +30s  "12"
        run   Succeeded  NotSpecified  +30s
    "#]],
    );
}

#[test]
fn one_branch_fails_and_the_other_goes_on() {
    let text = "
        a: call
        a2: call after a
        b: call
        b2: call after b";
    check(
        flow(text).answers([fails("a", 404), succeeds("b", "1").after(9)]),
        expect![[r#"
        a    Failed     NotFound
        b    Succeeded  OK             +9s
        a2   Skipped    ActionSkipped       ActionConditionFailed
        b2   Succeeded  OK             +9s
        run  Failed     ActionFailed   +9s
    "#]],
    );
}

#[test]
fn a_long_loop_does_not_keep_other_branches_from_starting() {
    let text = "
        l: foreach @range(0, 200)
          c: compose @item()
        other: call";
    let mut player = flow(text).answers([succeeds("other", "1")]).budget(5).player();
    player.advance();
    assert_eq!(player.run.outstanding_calls().len(), 1, "the call was made in the first step");
}
