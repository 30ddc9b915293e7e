//! Packages from and to zip. The only file that knows the zip library.

use std::io::{Cursor, Read, Write};

use ::zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::{Limit, Limits, Package, PackageError};

/// How many bytes are inflated before the limits are looked at again.
const STEP: usize = 64 << 10;

impl Package {
    /// Reads a zip. Folders in it are left out; files keep their order.
    ///
    /// # Errors
    /// Bytes that are no zip, a path that is not allowed or stands twice, a damaged file, or a limit that is passed. A
    /// zip bomb is refused while it inflates.
    pub fn read_zip(bytes: &[u8], limits: &Limits) -> Result<Self, PackageError> {
        let size = bytes.len() as u64;
        if size > limits.package_bytes {
            return Err(too_large(None, Limit::PackageBytes, limits.package_bytes));
        }
        let mut archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| PackageError::NotAZip { reason: reason(&error) })?;
        if archive.len() > limits.entries {
            return Err(too_large(None, Limit::Entries, limits.entries as u64));
        }
        if archive.has_duplicate_names() {
            return Err(PackageError::NotAZip { reason: "its directory lists a path twice".to_owned() });
        }
        let mut package = Self::new();
        let mut budget = Budget { limits, size, total: 0 };
        for place in 0..archive.len() {
            let name = archive.name_for_index(place).and_then(Result::ok).map(std::borrow::Cow::into_owned);
            let entry = name.ok_or_else(|| PackageError::NotAZip { reason: format!("file {place} has no name") })?;
            let mut file = archive
                .by_index(place)
                .map_err(|error| PackageError::EntryUnreadable { entry: entry.clone(), reason: reason(&error) })?;
            if file.is_dir() {
                continue;
            }
            let compressed = file.compressed_size().min(size);
            let content = budget.inflate(&entry, compressed, &mut file)?;
            package.add(&entry, content)?;
        }
        Ok(package)
    }

    /// Writes a zip. The same files give the same bytes: order and content are the package's, times are fixed.
    ///
    /// # Errors
    /// A package that a zip cannot hold.
    pub fn write_zip(&self) -> Result<Vec<u8>, PackageError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .system(System::Dos);
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for member in &self.members {
            writer
                .start_file(member.path(), options)
                .and_then(|()| writer.write_all(member.bytes()).map_err(ZipError::from))
                .map_err(|error| PackageError::NotWritten { reason: reason(&error) })?;
        }
        let written = writer.finish().map_err(|error| PackageError::NotWritten { reason: reason(&error) })?;
        Ok(written.into_inner())
    }
}

/// What may still be inflated.
struct Budget<'a> {
    limits: &'a Limits,
    /// Bytes of the zip.
    size: u64,
    /// Bytes inflated so far, of all files.
    total: u64,
}

impl Budget<'_> {
    fn inflate(&mut self, entry: &str, compressed: u64, from: &mut impl Read) -> Result<Vec<u8>, PackageError> {
        let mut content = Vec::new();
        loop {
            let step = from.by_ref().take(STEP as u64).read_to_end(&mut content);
            let read = step.map_err(|error| PackageError::EntryUnreadable {
                entry: entry.to_owned(),
                reason: error.to_string(),
            })?;
            if read == 0 {
                return Ok(content);
            }
            self.total += read as u64;
            self.check(entry, compressed, content.len() as u64)?;
        }
    }

    fn check(&self, entry: &str, compressed: u64, inflated: u64) -> Result<(), PackageError> {
        let limits = self.limits;
        let dense = |inflated: u64, compressed: u64| {
            inflated > Limits::RATIO_FROM && inflated > limits.ratio.saturating_mul(compressed.max(1))
        };
        let passed = if inflated > limits.entry_bytes {
            (Limit::EntryBytes, limits.entry_bytes)
        } else if self.total > limits.total_bytes {
            (Limit::TotalBytes, limits.total_bytes)
        } else if dense(inflated, compressed) || dense(self.total, self.size) {
            (Limit::Ratio, limits.ratio)
        } else {
            return Ok(());
        };
        Err(too_large(Some(entry), passed.0, passed.1))
    }
}

fn too_large(entry: Option<&str>, limit: Limit, allowed: u64) -> PackageError {
    PackageError::TooLarge { entry: entry.map(str::to_owned), limit, allowed }
}

fn reason(error: &ZipError) -> String {
    match error {
        ZipError::InvalidArchive(text) => text.to_string(),
        other => other.to_string(),
    }
}
