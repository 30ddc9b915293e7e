//! What tells two packages apart.

use sha2::{Digest, Sha256};

use super::Package;

impl Package {
    /// The SHA-256 of paths and contents in order, as 64 lower-case hexadecimal digits. Times, compression and anything
    /// else that a zip has besides do not count.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for member in self.members() {
            // Lengths keep the end of one part from being taken for the start of the next.
            for part in [member.path().as_bytes(), member.bytes()] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_contents_and_order_count() {
        let digest = |files: &[(&str, &str)]| Package::from_files(files.iter().copied()).unwrap().digest();
        let one = digest(&[("a", "bc"), ("d", "")]);
        assert_eq!(one, digest(&[("a", "bc"), ("d", "")]));
        for other in [&[("ab", "c"), ("d", "")][..], &[("a", "bcd"), ("e", "")], &[("d", ""), ("a", "bc")], &[]] {
            assert_ne!(one, digest(other), "{other:?}");
        }
        assert_eq!(digest(&[]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
