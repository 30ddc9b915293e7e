//! Keys that sign, and those that tell who signed. Ed25519.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, VerifyingKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// What the text of a signing key begins with, so that nobody takes it for a public one.
const PRIVATE: &str = "steward-signing-key:";

/// A text that is no key.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the text is not {expected}")]
pub struct KeyError {
    expected: &'static str,
}

/// A key that signs. It is never shown.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key that follows from 32 random bytes.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&seed))
    }

    /// Reads what [`to_text`](Self::to_text) wrote.
    ///
    /// # Errors
    /// A text that is no such key.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let wrong = KeyError { expected: "a signing key as `steward solution new-key` writes it" };
        let encoded = text.trim().strip_prefix(PRIVATE).ok_or(wrong.clone())?;
        let seed = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| wrong.clone())?);
        seed.as_slice().try_into().map(Self::from_seed).map_err(|_| wrong)
    }

    /// The key as a file keeps it, on one line.
    pub fn to_text(&self) -> Zeroizing<String> {
        let seed = Zeroizing::new(self.0.to_bytes());
        Zeroizing::new(format!("{PRIVATE}{}\n", Zeroizing::new(STANDARD.encode(seed.as_slice())).as_str()))
    }

    /// The key that tells who signed.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(super) fn sign(&self, text: &[u8]) -> [u8; 64] {
        self.0.sign(text).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey([redacted])")
    }
}

/// A key that tells who signed. Its text is 32 bytes in base64.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// The SHA-256 of the key, as 64 lower-case hexadecimal digits.
    pub fn id(&self) -> String {
        Sha256::digest(self.0.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub(super) fn verifies(&self, text: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|signature| self.0.verify_strict(text, &signature).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0.as_bytes()))
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    /// Keys that anybody can sign for (points of small order) are refused.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let wrong = KeyError { expected: "a public key: 32 bytes of Ed25519 in base64" };
        let bytes = STANDARD.decode(text.trim()).map_err(|_| wrong.clone())?;
        let key = bytes.as_slice().try_into().ok().and_then(|bytes| VerifyingKey::from_bytes(bytes).ok());
        key.filter(|key| !key.is_weak()).map(Self).ok_or(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        let key = SigningKey::from_seed([7; 32]);
        assert_eq!(SigningKey::from_text(&key.to_text()).unwrap().public(), key.public());
        assert_eq!(key.public().to_string().parse::<PublicKey>().unwrap(), key.public());
        assert!(!format!("{key:?}").contains("7, 7"));
        for wrong in ["", "steward-signing-key:", "steward-signing-key:AAAA", &key.public().to_string()] {
            assert!(SigningKey::from_text(wrong).is_err(), "{wrong}");
        }
        let weak = STANDARD.encode([0; 32]);
        for wrong in ["", "AAAA", key.to_text().as_str(), &weak] {
            assert!(wrong.parse::<PublicKey>().is_err(), "{wrong}");
        }
    }

    /// Source: RFC 8032, section 7.1, test 2.
    #[test]
    fn signatures_are_those_of_the_standard() {
        let hex = |text: &str| -> Vec<u8> {
            (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
        };
        let seed = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        let key = SigningKey::from_seed(seed.try_into().unwrap());
        assert_eq!(
            key.public().0.as_bytes().to_vec(),
            hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        );
        let expected = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        assert_eq!(key.sign(&[0x72]).to_vec(), hex(expected));
        assert!(key.public().verifies(&[0x72], &hex(expected)) && !key.public().verifies(&[0x73], &hex(expected)));
    }
}
