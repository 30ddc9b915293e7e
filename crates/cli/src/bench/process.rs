//! What servers take of the machine, as the system tells it. Only Linux does, in `/proc`.

use anyhow::{Context as _, Result};

/// Ticks of processor time in a second, in which `/proc` counts everywhere.
const TICKS: f64 = 100.0;

/// Resident memory of a process in megabytes.
pub(super) fn memory_mb(process: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).context("memory is read from /proc")?;
    let line =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("the system tells the resident memory")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1_024.0)
}

/// Seconds for which a process had a processor so far.
pub(super) fn processor_seconds(process: u32) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).context("processor time is read from /proc")?;
    ticks(&stat).map(|ticks| ticks / TICKS).context("the system tells the processor time")
}

/// Ticks for the program and for the system on its behalf. The program's name may have spaces, and ends with the last bracket.
fn ticks(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<f64>().ok();
    Some(next()? + next()?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn processor_time_is_read() {
        let stat = "7 (a (b) c) S 1 7 7 0 -1 4194304 100 0 0 0 25 17 3 4 20 0 1 0 100 200 300";
        assert_eq!(super::ticks(stat), Some(42.0));
        assert_eq!(super::ticks("7"), None);
    }
}
