//! Programs of Python that stories use, each with exactly the packages that it names.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
};

/// Stories that run together install one after the other.
static INSTALLING: Mutex<()> = Mutex::new(());

/// A Python with the packages of the `requirements.txt` in a folder. It is installed once for the working copy, under a name.
pub(crate) fn with(here: &Path, name: &str) -> PathBuf {
    let _installing = INSTALLING.lock();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let python = folder.join("bin/python");
    let requirements = here.join("requirements.txt");
    let installed = folder.join("requirements.txt");
    let same = std::fs::read(&requirements).ok() == std::fs::read(&installed).ok();
    if !same || !python.exists() {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--no-input", "-r"]).arg(&requirements));
        std::fs::copy(&requirements, &installed).expect("the folder can be written");
    }
    python
}

/// Runs a program to its end. Answers what it printed.
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}:\n{printed}");
    printed
}
