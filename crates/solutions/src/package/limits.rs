//! How large a package may be.

/// What opening a zip may cost. Sizes that the zip declares are never trusted: bytes are counted while they inflate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The zip itself, in bytes.
    pub package_bytes: u64,
    /// The number of files and folders.
    pub entries: usize,
    /// One file, inflated, in bytes.
    pub entry_bytes: u64,
    /// All files together, inflated, in bytes.
    pub total_bytes: u64,
    /// Inflated bytes per compressed byte, of one file and of all together. Counts once a file passes [`Limits::RATIO_FROM`].
    pub ratio: u64,
}

impl Limits {
    /// Up to this many inflated bytes, any ratio is fine: small files of one letter repeated harm nobody.
    pub const RATIO_FROM: u64 = 1 << 20;
}

impl Default for Limits {
    /// The platform takes packages up to 120 MB (Source: solution size limits of the Power Platform). The largest ratio
    /// seen in real exports is 23.
    fn default() -> Self {
        Self { package_bytes: 120 << 20, entries: 20_000, entry_bytes: 64 << 20, total_bytes: 256 << 20, ratio: 200 }
    }
}
