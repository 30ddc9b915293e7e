//! How the cost of a run grows with what there is already, or with the run itself: one file for each kind of growth.
//!
//! Each takes a list of sizes, and prints the same lines for each size. Nothing here decides what is much: that is for who reads the
//! curve.

mod history;
mod long_flows;
mod nodes;
mod rows;
mod waiting;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::{
    Bench, extend,
    load::Report,
    print,
    process::{memory_mb, processor_seconds},
    round,
};

impl Bench {
    /// What was asked for, or what is usual.
    fn sizes(&self, usual: &[u64]) -> Result<Vec<u64>> {
        let sizes = if self.sizes.is_empty() { usual.to_vec() } else { self.sizes.clone() };
        if sizes.contains(&0) || !sizes.is_sorted() {
            bail!("Give sizes from 1 on, the smallest first.");
        }
        Ok(sizes)
    }

    /// Resident memory of the servers together, where their processes are known.
    fn memory(&self) -> Result<Value> {
        if self.pid.is_empty() {
            return Ok(json!({}));
        }
        let mut all = 0.0;
        for process in &self.pid {
            all += memory_mb(*process)?;
        }
        Ok(json!({"memoryMb": round(all)}))
    }

    /// Processor time of the servers together so far.
    fn processor(&self) -> Result<f64> {
        self.pid.iter().map(|process| processor_seconds(*process)).sum()
    }

    /// How much processor time each of so many runs took since then. It tells less than a clock where other programs take the time,
    /// and more where they do not matter.
    fn processor_per_run(&self, before: f64, runs: u64) -> Result<Value> {
        if self.pid.is_empty() {
            return Ok(json!({}));
        }
        let passed = self.processor()? - before;
        Ok(json!({"processorUsPerRun": round(passed * 1_000_000.0 / runs.max(1) as f64)}))
    }
}

/// Prints what was measured at a size. A request that fails is no measurement.
fn print_size(workload: &str, measure: &str, size: u64, report: &Report, more: Value) -> Result<()> {
    if report.failed > 0 {
        bail!("{workload} of {size}: {} requests of {measure} failed", report.failed);
    }
    let mut told = json!({"size": size, "requests": report.answered(), "perSecond": report.per_second().round()});
    extend(&mut told, more);
    print(workload, measure, told, report.latencies.told());
    Ok(())
}
