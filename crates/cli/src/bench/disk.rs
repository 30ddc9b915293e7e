//! How much the data takes on the disk.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

/// Bytes of files.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Disk {
    /// What stays.
    pub(super) data: u64,
    /// Logs of the database, whose space is used again and again.
    pub(super) log: u64,
}

impl Disk {
    /// What is in a folder now.
    pub(super) fn of(folder: &Path) -> Result<Self> {
        let mut disk = Self::default();
        disk.add(folder, false).with_context(|| format!("{} cannot be measured", folder.display()))?;
        Ok(disk)
    }

    fn add(&mut self, folder: &Path, is_log: bool) -> std::io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // A file may go between the two looks.
            let Ok(metadata) = entry.metadata() else { continue };
            let is_log = is_log || name.ends_with("-wal") || name.ends_with("-shm") || name == "pg_wal";
            if metadata.is_dir() {
                self.add(&entry.path(), is_log)?;
            } else if is_log {
                self.log += metadata.len();
            } else {
                self.data += metadata.len();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_counted_apart() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, length| fs::write(folder.path().join(name), vec![0; length]).unwrap();
        fs::create_dir(folder.path().join("pg_wal")).unwrap();
        write("steward.db", 100);
        write("steward.db-wal", 20);
        write("pg_wal/1", 3);
        let disk = Disk::of(folder.path()).unwrap();
        assert_eq!((disk.data, disk.log), (100, 23));
    }
}
