//! When recurrences are due.

use super::{
    super::{Frequency, Recurrence, Schedule},
    SECOND,
};

fn at(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_microsecond()
}

fn next(recurrence: &Recurrence, anchor: &str, after: &str) -> Option<String> {
    recurrence
        .next_after(at(anchor), at(after))
        .map(|found| jiff::Timestamp::from_microsecond(found).unwrap().to_string())
}

fn every(frequency: Frequency, interval: i64) -> Recurrence {
    Recurrence {
        frequency,
        interval,
        start_time: None,
        end_time: None,
        time_zone: None,
        count: None,
        schedule: Schedule::default(),
        sliding: None,
    }
}

#[test]
fn a_past_start_is_followed_in_steps() {
    let recurrence = Recurrence { start_time: Some("2017-09-07T14:00:00Z".into()), ..every(Frequency::Day, 2) };
    assert_eq!(next(&recurrence, "2017-09-08T13:00:00Z", "2017-09-08T13:00:00Z").unwrap(), "2017-09-09T14:00:00Z");
}

#[test]
fn without_a_start_the_first_is_at_once() {
    let recurrence = every(Frequency::Minute, 5);
    assert_eq!(next(&recurrence, "2026-01-01T00:00:30Z", "2026-01-01T00:00:29Z").unwrap(), "2026-01-01T00:00:30Z");
    assert_eq!(next(&recurrence, "2026-01-01T00:00:30Z", "2026-01-01T00:00:30Z").unwrap(), "2026-01-01T00:05:30Z");
}

#[test]
fn a_wall_clock_schedule_follows_summer_time() {
    let recurrence = Recurrence {
        time_zone: Some("W. Europe Standard Time".into()),
        schedule: Schedule { hours: vec![9], minutes: vec![0], ..Schedule::default() },
        ..every(Frequency::Day, 1)
    };
    assert_eq!(next(&recurrence, "2026-03-27T12:00:00Z", "2026-03-27T12:00:00Z").unwrap(), "2026-03-28T08:00:00Z");
    assert_eq!(next(&recurrence, "2026-03-27T12:00:00Z", "2026-03-28T08:00:00Z").unwrap(), "2026-03-29T07:00:00Z");
}

#[test]
fn week_days_and_the_last_day_of_a_month() {
    let weekly = Recurrence {
        schedule: Schedule { hours: vec![8], minutes: vec![30], week_days: vec![1], ..Schedule::default() },
        ..every(Frequency::Week, 1)
    };
    assert_eq!(next(&weekly, "2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z").unwrap(), "2026-11-23T08:30:00Z");
    let monthly = Recurrence {
        schedule: Schedule { hours: vec![8], minutes: vec![0], month_days: vec![-1], ..Schedule::default() },
        ..every(Frequency::Month, 1)
    };
    assert_eq!(next(&monthly, "2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z").unwrap(), "2026-02-28T08:00:00Z");
}

#[test]
fn an_end_ends_it() {
    let recurrence = Recurrence { end_time: Some("2026-01-02T00:00:00Z".into()), ..every(Frequency::Day, 1) };
    assert_eq!(next(&recurrence, "2026-01-01T12:00:00Z", "2026-01-01T12:00:00Z"), None);
}

/// The next occurrences, each after the one before.
fn following(recurrence: &Recurrence, anchor: &str, count: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut after = at(anchor) - 1;
    while found.len() < count
        && let Some(next) = recurrence.next_after(at(anchor), after)
    {
        found.push(jiff::Timestamp::from_microsecond(next).unwrap().to_string());
        after = next;
    }
    found
}

fn scheduled(frequency: Frequency, interval: i64, schedule: Schedule) -> Recurrence {
    Recurrence { schedule, ..every(frequency, interval) }
}

#[test]
fn what_clocks_skip_is_the_first_instant_after_it_and_what_they_show_twice_is_once() {
    let berlin = |hours: Vec<i8>| Recurrence {
        time_zone: Some("W. Europe Standard Time".into()),
        start_time: Some("2026-01-01T00:00:00".into()),
        ..scheduled(Frequency::Day, 1, Schedule { hours, minutes: vec![0, 30], ..Schedule::default() })
    };
    // Clocks go from 02:00 to 03:00 at 01:00 UTC: 02:00, 02:30 and 03:00 are all 01:00.
    let spring = berlin(vec![2, 3]);
    let after = |recurrence: &Recurrence, text: &str| next(recurrence, "2026-01-01T00:00:00Z", text).unwrap();
    assert_eq!(after(&spring, "2026-03-29T00:00:00Z"), "2026-03-29T01:00:00Z");
    assert_eq!(after(&spring, "2026-03-29T01:00:00Z"), "2026-03-29T01:30:00Z");
    assert_eq!(after(&spring, "2026-03-29T01:30:00Z"), "2026-03-30T00:00:00Z");
    // Clocks go from 03:00 back to 02:00 at 01:00 UTC: 02:00 and 02:30 come twice.
    let autumn = berlin(vec![2]);
    assert_eq!(after(&autumn, "2026-10-24T23:00:00Z"), "2026-10-25T00:00:00Z");
    assert_eq!(after(&autumn, "2026-10-25T00:00:00Z"), "2026-10-25T00:30:00Z");
    assert_eq!(after(&autumn, "2026-10-25T00:30:00Z"), "2026-10-26T01:00:00Z");
}

#[test]
fn days_of_a_month_are_counted_from_both_ends() {
    let of = |month_days, monthly| {
        let schedule = Schedule { hours: vec![8], minutes: vec![0], month_days, monthly, ..Schedule::default() };
        Recurrence { start_time: Some("2026-01-01T00:00:00Z".into()), ..scheduled(Frequency::Month, 1, schedule) }
    };
    let days = |recurrence: &Recurrence, count| {
        let found = following(recurrence, "2026-01-01T00:00:00Z", count);
        found.iter().map(|at| at[..10].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(days(&of(vec![31, -2], vec![]), 4), ["2026-01-30", "2026-01-31", "2026-02-27", "2026-03-30"]);
    // The second Tuesday, and the last Friday.
    assert_eq!(days(&of(vec![], vec![(2, 2), (5, -1)]), 4), ["2026-01-13", "2026-01-30", "2026-02-10", "2026-02-27"]);
    // A fifth Thursday, which only some months have.
    assert_eq!(days(&of(vec![], vec![(4, 5)]), 3), ["2026-01-29", "2026-04-30", "2026-07-30"]);
}

#[test]
fn weeks_are_counted_from_that_of_the_start() {
    let schedule = Schedule { hours: vec![9], minutes: vec![0], week_days: vec![1, 5], ..Schedule::default() };
    // The start is a Wednesday: its own week has a Friday left, the next one is left out.
    let recurrence =
        Recurrence { start_time: Some("2026-01-07T12:00:00Z".into()), ..scheduled(Frequency::Week, 2, schedule) };
    assert_eq!(
        following(&recurrence, "2026-01-01T00:00:00Z", 3),
        ["2026-01-09T09:00:00Z", "2026-01-19T09:00:00Z", "2026-01-23T09:00:00Z"]
    );
}

#[test]
fn a_missing_part_of_a_schedule_comes_from_the_first_run() {
    let minutes = scheduled(Frequency::Day, 1, Schedule { minutes: vec![0, 15], ..Schedule::default() });
    let anchor = "2026-01-01T10:07:30Z";
    assert_eq!(
        following(&minutes, anchor, 4),
        ["2026-01-01T10:07:30Z", "2026-01-01T10:15:00Z", "2026-01-02T10:00:00Z", "2026-01-02T10:15:00Z"]
    );
    let hours = scheduled(Frequency::Day, 1, Schedule { hours: vec![6, 18], ..Schedule::default() });
    assert_eq!(following(&hours, anchor, 3), ["2026-01-01T10:07:30Z", "2026-01-01T18:07:30Z", "2026-01-02T06:07:30Z"]);
}

#[test]
fn a_future_start_is_exact_and_a_month_is_cut_to_its_end() {
    let recurrence = Recurrence { start_time: Some("2027-01-31T07:00:00Z".into()), ..every(Frequency::Month, 1) };
    assert_eq!(
        following(&recurrence, "2026-01-01T00:00:00Z", 3),
        ["2027-01-31T07:00:00Z", "2027-02-28T07:00:00Z", "2027-03-31T07:00:00Z"]
    );
}

#[test]
fn a_count_and_an_end_end_it() {
    let plain = Recurrence { count: Some(2), ..every(Frequency::Hour, 3) };
    assert_eq!(following(&plain, "2026-01-01T00:00:00Z", 9), ["2026-01-01T00:00:00Z", "2026-01-01T03:00:00Z"]);
    // Those that were missed count as well.
    assert_eq!(next(&plain, "2026-01-01T00:00:00Z", "2026-01-01T04:00:00Z"), None);
    let days = scheduled(Frequency::Day, 1, Schedule { hours: vec![8, 9], minutes: vec![0], ..Schedule::default() });
    let days = Recurrence { count: Some(3), start_time: Some("2026-01-01T08:30:00Z".into()), ..days };
    assert_eq!(
        following(&days, "2026-01-01T00:00:00Z", 9),
        ["2026-01-01T09:00:00Z", "2026-01-02T08:00:00Z", "2026-01-02T09:00:00Z"]
    );
    let months = Recurrence { count: Some(3), ..every(Frequency::Month, 2) };
    assert_eq!(following(&months, "2026-01-31T00:00:00Z", 9).last().unwrap(), "2026-05-31T00:00:00Z");
    let at_once = scheduled(
        Frequency::Week,
        1,
        Schedule { hours: vec![8], minutes: vec![0], week_days: vec![1], ..Schedule::default() },
    );
    let at_once = Recurrence { count: Some(2), ..at_once };
    assert_eq!(following(&at_once, "2026-01-01T00:00:00Z", 9), ["2026-01-01T00:00:00Z", "2026-01-05T08:00:00Z"]);
    let ends = Recurrence { end_time: Some("2026-01-03T00:00:00Z".into()), ..every(Frequency::Day, 1) };
    assert_eq!(following(&ends, "2026-01-01T00:00:00Z", 9).len(), 3);
}

#[test]
fn windows_follow_each_other_without_gaps() {
    let sliding = Recurrence {
        start_time: Some("2026-01-01T00:00:00Z".into()),
        count: Some(3),
        sliding: Some(5 * SECOND),
        ..every(Frequency::Minute, 10)
    };
    let mut after = None;
    let mut seen = Vec::new();
    while let Some(window) = sliding.window_after(at("2026-06-01T00:00:00Z"), after) {
        assert_eq!(sliding.window_looked_at(window.looked_at), Some(window));
        assert_eq!(window.looked_at, window.ends + 5 * SECOND);
        let text = |at| jiff::Timestamp::from_microsecond(at).unwrap().strftime("%H:%M").to_string();
        seen.push(format!("{} {}", text(window.begins), text(window.ends)));
        after = Some(window.ends);
    }
    assert_eq!(seen, ["00:00 00:10", "00:10 00:20", "00:20 00:30"]);
}
