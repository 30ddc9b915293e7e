//! Time zones by their Windows or IANA names.

mod windows;

use jiff::{
    Timestamp,
    tz::{AmbiguousOffset, TimeZone},
};

use super::date::{ClockKind, DateTime, TICKS_PER_SECOND};
use crate::Instant;

/// A time zone.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of a Windows name (`W. Europe Standard Time`) or an IANA name (`Europe/Berlin`), ignoring case.
    pub fn find(name: &str) -> Option<Self> {
        let name = name.trim();
        let iana = windows::ZONES.iter().find(|(windows, _)| windows.eq_ignore_ascii_case(name)).map(|(_, iana)| *iana);
        TimeZone::get(iana.unwrap_or(name)).ok().map(Self)
    }

    /// The zone as the time library knows it.
    pub(crate) fn time_zone(&self) -> &TimeZone {
        &self.0
    }

    /// Whether its clocks always show UTC.
    pub fn is_utc(&self) -> bool {
        self.0 == TimeZone::UTC
            || self.0.iana_name().is_some_and(|name| {
                ["UTC", "Etc/UTC", "Etc/GMT", "GMT", "Etc/UCT", "UCT", "Etc/Zulu", "Zulu", "Universal", "Etc/Universal"]
                    .iter()
                    .any(|utc| utc.eq_ignore_ascii_case(name))
            })
    }

    /// What clocks here show at an instant; `None` outside the years 1 to 9999.
    pub fn from_utc(&self, utc: DateTime) -> Option<DateTime> {
        let kind = if self.is_utc() { ClockKind::Utc } else { ClockKind::Unspecified };
        let seconds = (utc.ticks - Instant::UNIX_EPOCH).div_euclid(TICKS_PER_SECOND);
        let ahead = match Timestamp::from_second(seconds) {
            Ok(instant) => i64::from(self.0.to_offset(instant).seconds()),
            // The last days of the year 9999 are outside the table's range.
            Err(_) => 0,
        };
        DateTime::new(utc.ticks.checked_add(ahead.checked_mul(TICKS_PER_SECOND)?)?, kind)
    }

    /// The instant at which clocks here show a time. A time that they show twice is the later one, in standard time, as
    /// in .NET. `None` for one that they skip.
    pub fn to_utc(&self, wall: DateTime) -> Option<DateTime> {
        let civil = wall.civil();
        let part = |value: i64| i8::try_from(value).ok();
        let local = jiff::civil::DateTime::new(
            i16::try_from(civil.year).ok()?,
            part(civil.month)?,
            part(civil.day)?,
            part(civil.hour)?,
            part(civil.minute)?,
            part(civil.second)?,
            0,
        )
        .ok()?;
        let offset = match self.0.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { .. } => return None,
            AmbiguousOffset::Fold { after, .. } => after,
        };
        DateTime::new(wall.ticks - i64::from(offset.seconds()) * TICKS_PER_SECOND, ClockKind::Utc)
    }
}

#[cfg(test)]
mod tests {
    use super::{Zone, windows};

    #[test]
    fn every_windows_name_leads_to_a_zone() {
        for (name, iana) in windows::ZONES {
            assert!(Zone::find(name).is_some(), "{name} is to be {iana}, which is not in the table");
        }
    }

    #[test]
    fn iana_names_work_too() {
        assert!(Zone::find("europe/berlin").is_some());
        assert!(Zone::find("Nowhere Standard Time").is_none());
        assert!(Zone::find("UTC").unwrap().is_utc());
        assert!(!Zone::find("GMT Standard Time").unwrap().is_utc());
    }
}
