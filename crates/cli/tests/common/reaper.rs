//! Ends the servers of a test that is ended itself, by a signal or a time limit: nobody drops its values then.

use std::{
    collections::BTreeSet,
    io::Write as _,
    process::{Child, Command, Stdio},
    sync::{LazyLock, Mutex, PoisonError},
};

/// Each line it reads has the processes there are. When the test is gone there are no more lines.
const REAP: &str = r#"while read -r line; do processes=$line; done; [ -z "$processes" ] || kill -9 $processes"#;

static REAPER: LazyLock<Mutex<Reaper>> = LazyLock::new(|| Mutex::new(Reaper::start()));

struct Reaper {
    shell: Child,
    processes: BTreeSet<u32>,
}

/// From now on the process ends with the test.
pub(super) fn remember(process: u32) {
    change(|processes| processes.insert(process));
}

/// The process has ended, and its number may be another's soon.
pub(super) fn forget(process: u32) {
    change(|processes| processes.remove(&process));
}

fn change(how: impl FnOnce(&mut BTreeSet<u32>) -> bool) {
    let mut reaper = REAPER.lock().unwrap_or_else(PoisonError::into_inner);
    if how(&mut reaper.processes) {
        let line: String = reaper.processes.iter().map(|process| format!("{process} ")).collect();
        let input = reaper.shell.stdin.as_mut().expect("a pipe");
        let _ = writeln!(input, "{line}");
    }
}

impl Reaper {
    fn start() -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", REAP]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // What ends the test from a terminal does not end it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut shell, 0);
        Self { shell: shell.spawn().expect("sh runs"), processes: BTreeSet::new() }
    }
}
