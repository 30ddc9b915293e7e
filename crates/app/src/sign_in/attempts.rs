//! Attempts that fail: they make the next ones wait, and are told in the audit.

use std::{collections::HashMap, net::IpAddr, sync::Mutex};

use model::{ErrorCode, PrincipalId, Timestamp};
use serde_json::json;
use store::Tx;
use uuid::Uuid;

use super::Visitor;
use crate::{
    AppError,
    change::{Change, Written},
    error::ErrorKind,
    principals::object,
};

/// So many attempts with one name may fail before the next ones have to wait.
pub(super) const FREE_FOR_NAME: u32 = 4;
/// So many attempts from one address: many people may share one.
const FREE_FOR_ADDRESS: u32 = 30;
/// The longest wait between attempts, in seconds.
const LONGEST_WAIT: u32 = 60;
/// After so many milliseconds without a failure an address is like any other again.
const ADDRESS_RECOVERS: i64 = 15 * 60 * 1_000;
/// How many names or addresses are remembered at a time.
const MOST: usize = 10_000;

/// When the next attempt is looked at, after so many failures in a row of which some are free.
pub(super) fn not_before(failures: u32, free: u32, now: Timestamp) -> Timestamp {
    match wait_after(failures, free) {
        0 => Timestamp(0),
        seconds => now.plus_millis(i64::from(seconds) * 1_000),
    }
}

/// Seconds to wait after so many failures in a row: 1, 2, 4 ... once the free ones are used up.
fn wait_after(failures: u32, free: u32) -> u32 {
    match failures.checked_sub(free + 1) {
        None => 0,
        Some(more) => 1_u32.checked_shl(more).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT),
    }
}

/// Refuses an attempt that comes too early.
///
/// # Errors
/// It does; the error says when to try again.
pub(super) fn wait_for(not_before: Timestamp, now: Timestamp) -> Result<(), AppError> {
    if now >= not_before {
        return Ok(());
    }
    let seconds = u32::try_from(not_before.micros_since(now).div_ceil(1_000_000)).unwrap_or(LONGEST_WAIT);
    let message = format!("Sign-in failed too often. Try again in {seconds} seconds.");
    Err(AppError::new(ErrorKind::Busy { retry_after_seconds: seconds }, ErrorCode::SignInSlowed, message))
}

#[derive(Debug, Default)]
struct Failures {
    count: u32,
    last: Timestamp,
    not_before: Timestamp,
}

/// Failed attempts that this server remembers: with names that have no password, and from addresses. Unknown names are slowed as
/// others are, so that being slowed does not tell which names there are.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    strangers: Mutex<HashMap<String, Failures>>,
    addresses: Mutex<HashMap<String, Failures>>,
}

impl Attempts {
    /// Until when attempts with an unknown name wait.
    pub(super) fn of_stranger(&self, name: &str) -> Timestamp {
        self.strangers.lock().ok().and_then(|names| Some(names.get(name)?.not_before)).unwrap_or_default()
    }

    /// Until when attempts from where the visitor comes from wait.
    pub(super) fn from(&self, visitor: &Visitor) -> Timestamp {
        let Some(key) = visitor.address.map(network) else { return Timestamp(0) };
        self.addresses.lock().ok().and_then(|all| Some(all.get(&key)?.not_before)).unwrap_or_default()
    }

    pub(super) fn stranger_failed(&self, name: &str, now: Timestamp) {
        // No principal's name is that long, so nothing is told by not remembering it.
        if name.len() <= 400 {
            count(&self.strangers, name.to_owned(), FREE_FOR_NAME, i64::MAX, now);
        }
    }

    /// Counts a failure from where the visitor comes from, and answers how many there were.
    pub(super) fn failed_from(&self, visitor: &Visitor, now: Timestamp) -> u32 {
        visitor
            .address
            .map_or(0, |address| count(&self.addresses, network(address), FREE_FOR_ADDRESS, ADDRESS_RECOVERS, now))
    }
}

fn count(all: &Mutex<HashMap<String, Failures>>, key: String, free: u32, recovers: i64, now: Timestamp) -> u32 {
    let Ok(mut all) = all.lock() else { return 0 };
    if all.len() >= MOST {
        all.clear();
    }
    let failures = all.entry(key).or_default();
    if now.micros_since(failures.last) / 1_000 > recovers.unsigned_abs() {
        *failures = Failures::default();
    }
    failures.count = failures.count.saturating_add(1);
    failures.last = now;
    failures.not_before = not_before(failures.count, free, now);
    failures.count
}

/// The address, or the network of an address of IPv6: whoever has one of those has them all.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Tells the audit of a failure of a known user: of the first in a row, the second, the fourth, and so on, so that whoever tries for
/// a year leaves a few lines. The password that was tried is in none.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    whose: PrincipalId,
    failures: u32,
    visitor: &Visitor,
    at: Timestamp,
) -> Result<(), AppError> {
    write(tx, &object(whose), failures, FREE_FOR_NAME, visitor, at)
}

/// Tells the audit of failures with unknown names from one address. A few are typing errors and told nowhere; the names are not told,
/// because people type passwords into that field, too.
pub(super) fn tell_of_address(
    tx: &mut Tx<'_>,
    failures: u32,
    visitor: &Visitor,
    at: Timestamp,
) -> Result<(), AppError> {
    write(tx, "sign-in", failures, FREE_FOR_ADDRESS, visitor, at)
}

/// Whether failures with unknown names are worth telling.
pub(super) fn is_worth_telling(failures: u32) -> bool {
    failures >= 8 && failures.is_power_of_two()
}

fn write(
    tx: &mut Tx<'_>,
    about: &str,
    failures: u32,
    free: u32,
    visitor: &Visitor,
    at: Timestamp,
) -> Result<(), AppError> {
    if !failures.is_power_of_two() {
        return Ok(());
    }
    let action = if failures > free { "signIn.slowed" } else { "signIn.failed" };
    let mut change = Change::new(action);
    change.of(None, about, json!({"failures": failures, "address": visitor.address.map(network)}));
    change.write(tx, &Written { actor: None, at, correlation: Uuid::now_v7() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_minute() {
        let waits: Vec<u32> = (1..=12).map(|failures| wait_after(failures, FREE_FOR_NAME)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(wait_after(u32::MAX, FREE_FOR_NAME), 60);
    }

    #[test]
    fn an_address_waits_by_its_network_and_recovers() {
        let attempts = Attempts::default();
        let visitor = |address: &str| Visitor { address: address.parse().ok(), ..Visitor::default() };
        for _ in 0..FREE_FOR_ADDRESS {
            attempts.failed_from(&visitor("2001:db8::1"), Timestamp(1));
        }
        assert_eq!(attempts.from(&visitor("2001:db8::1")), Timestamp(0));
        attempts.failed_from(&visitor("2001:db8::2"), Timestamp(1));
        assert_eq!(attempts.from(&visitor("2001:db8::ffff")), Timestamp(1_000_001), "one network");
        assert_eq!(attempts.from(&visitor("2001:db8:0:1::1")), Timestamp(0), "another one");
        assert_eq!(attempts.from(&Visitor::default()), Timestamp(0));
        let later = Timestamp(2).plus_millis(ADDRESS_RECOVERS + 1);
        assert_eq!(attempts.failed_from(&visitor("2001:db8::1"), later), 1);
        // An address of IPv4 is the same however it is written.
        attempts.failed_from(&visitor("192.0.2.1"), Timestamp(1));
        assert_eq!(attempts.failed_from(&visitor("::ffff:192.0.2.1"), Timestamp(1)), 2);
    }
}
