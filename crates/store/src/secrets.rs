//! Secrets at rest.
//!
//! Each secret is encrypted with a random key of its own, and that key with a master key (envelope encryption,
//! XChaCha20-Poly1305). What a secret belongs to is authenticated data: a sealed secret that is copied to another environment or
//! owner does not open. Several master keys may be known at a time, so that they can be rotated.

use std::{fmt, fs, io::Write as _, path::Path};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac as _};
use model::EnvironmentId;
use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

/// What stands before a sealed value where others are kept in clear. Those begin with their version, which is never this.
pub const MARK: [u8; 1] = [0x80];
const VERSION: u8 = 1;
const KEY: usize = 32;
const NONCE: usize = 24;
const TAG: usize = 16;
const ID: usize = 8;
/// Version, master key's id, nonce and data key, nonce.
const HEAD: usize = 1 + ID + NONCE + (KEY + TAG) + NONCE;

/// A secret in clear. It is never printed and is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes a secret.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    /// The secret itself. Whoever calls this keeps it out of logs, answers and history.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The secret as text, if it is text.
    pub fn expose_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// What a secret belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Belongs {
    /// The environment; `None` is the installation.
    pub environment: Option<EnvironmentId>,
    /// The principal or flow whose it is.
    pub owner: Uuid,
}

impl Belongs {
    fn authenticated(self) -> Vec<u8> {
        let mut bytes = b"steward secret 1".to_vec();
        bytes.extend_from_slice(&self.environment.map_or(-1, |environment| environment.0).to_be_bytes());
        bytes.extend_from_slice(self.owner.as_bytes());
        bytes
    }
}

/// What can go wrong with secrets. Nothing here says what a secret contains.
#[derive(Debug, Error)]
pub enum SecretError {
    /// The file of the master key cannot be used.
    #[error("the master key file {file} cannot be used: {why}")]
    KeyFile {
        /// The file.
        file: String,
        /// Why.
        why: String,
    },
    /// The text names no key.
    #[error("the master key that was given cannot be used: {0}")]
    Key(&'static str),
    /// The secret was sealed with a master key that is not known here.
    #[error("the secret was sealed with another master key")]
    UnknownKey,
    /// The sealed secret was changed, or belongs to something else.
    #[error("the sealed secret does not open: it was changed, or belongs to another environment or owner")]
    DoesNotOpen,
    /// The system has no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
}

struct MasterKey {
    id: [u8; ID],
    key: Zeroizing<[u8; KEY]>,
}

impl MasterKey {
    fn new(key: [u8; KEY]) -> Self {
        let mut id = [0; ID];
        let hash = Sha256::new().chain_update(b"steward master key id").chain_update(key).finalize();
        id.copy_from_slice(&hash[..ID]);
        Self { id, key: Zeroizing::new(key) }
    }

    fn signing(&self, text: &[u8]) -> Hmac<Sha256> {
        let derived = Sha256::new().chain_update(b"steward signing key 1").chain_update(*self.key).finalize();
        // A key that is shorter than a block is filled up with zeros.
        let mut key = Zeroizing::new([0; 64]);
        key[..KEY].copy_from_slice(&derived);
        let mut signing = <Hmac<Sha256> as hmac::KeyInit>::new((&*key).into());
        signing.update(text);
        signing
    }
}

/// The master keys: the first one seals, all of them open.
pub struct KeyRing(Vec<MasterKey>);

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing({} keys)", self.0.len())
    }
}

impl KeyRing {
    /// A ring with one key.
    pub fn new(key: [u8; KEY]) -> Self {
        Self(vec![MasterKey::new(key)])
    }

    /// Adds a former key, which only opens.
    #[must_use]
    pub fn with_former(mut self, key: [u8; KEY]) -> Self {
        self.0.push(MasterKey::new(key));
        self
    }

    /// The same keys, with those of another ring, which only open.
    #[must_use]
    pub fn with_formers(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// A key that is written as 64 hexadecimal digits.
    ///
    /// # Errors
    /// It is not.
    pub fn in_text(text: &str) -> Result<Self, SecretError> {
        let digits: Option<Vec<u8>> =
            text.trim().chars().map(|it| it.to_digit(16).and_then(|it| u8::try_from(it).ok())).collect();
        let digits = Zeroizing::new(digits.unwrap_or_default());
        if digits.len() != 2 * KEY {
            return Err(SecretError::Key("it is not 64 hexadecimal digits"));
        }
        let mut key = [0; KEY];
        key.iter_mut().zip(digits.chunks_exact(2)).for_each(|(byte, pair)| *byte = pair[0] * 16 + pair[1]);
        Ok(Self::new(key))
    }

    /// The names of the keys, the one that seals first. A name does not tell the key.
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(|key| crate::audit::hex(&key.id)).collect()
    }

    /// Reads `master.key` in a folder, or makes it.
    ///
    /// # Errors
    /// As [`in_file`](Self::in_file).
    pub fn in_folder(folder: &Path) -> Result<Self, SecretError> {
        Self::in_file(&folder.join("master.key"))
    }

    /// Reads a file with a key.
    ///
    /// # Errors
    /// The file cannot be read, or does not hold 32 bytes.
    pub fn read(file: &Path) -> Result<Self, SecretError> {
        let refuse = |why: String| SecretError::KeyFile { file: file.display().to_string(), why };
        let mut bytes = fs::read(file).map_err(|error| refuse(error.to_string()))?;
        let key = <[u8; KEY]>::try_from(bytes.as_slice());
        bytes.zeroize();
        key.map(Self::new).map_err(|_| refuse(format!("it does not hold {KEY} bytes")))
    }

    /// Reads a file with a key, or makes it with a random key. Only the owner may read it.
    ///
    /// # Errors
    /// The file cannot be read or written, or does not hold 32 bytes.
    pub fn in_file(file: &Path) -> Result<Self, SecretError> {
        let refuse = |why: String| SecretError::KeyFile { file: file.display().to_string(), why };
        match fs::exists(file) {
            Ok(true) => Self::read(file),
            Ok(false) => {
                let key: [u8; KEY] = random()?;
                let folder = file.parent().unwrap_or(Path::new("."));
                fs::create_dir_all(folder).map_err(|error| refuse(error.to_string()))?;
                let mut options = fs::OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                // It gets its name when all of it is written, so that whoever is killed meanwhile leaves no part of a key.
                let mut unnamed = file.as_os_str().to_owned();
                unnamed.push(format!(".{}", crate::audit::hex(&random::<8>()?)));
                let unnamed = Path::new(&unnamed);
                let written = options.open(unnamed).and_then(|mut created| {
                    created.write_all(&key)?;
                    created.sync_all()?;
                    fs::hard_link(unnamed, file)
                });
                let removed = fs::remove_file(unnamed);
                written.and(removed).map_err(|error| refuse(error.to_string()))?;
                Ok(Self::new(key))
            }
            Err(error) => Err(refuse(error.to_string())),
        }
    }

    /// The signature of a text, that only who has the master key can make.
    pub fn sign(&self, text: &[u8]) -> [u8; KEY] {
        self.0.first().map(|key| key.signing(text).finalize().into_bytes().into()).unwrap_or_default()
    }

    /// A text's signature with the key that signs now, in place of one that was made with another of the keys.
    pub fn sign_anew(&self, text: &[u8], signature: &[u8]) -> Option<[u8; KEY]> {
        let anew = self.sign(text);
        (anew != *signature && self.has_signed(text, signature)).then_some(anew)
    }

    /// Whether a signature of a text was made with one of the keys, in a time that does not tell how it differs.
    pub fn has_signed(&self, text: &[u8], signature: &[u8]) -> bool {
        self.0.iter().any(|key| key.signing(text).verify_slice(signature).is_ok())
    }

    /// Seals a secret for what it belongs to.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn seal(&self, secret: &Secret, belongs: Belongs) -> Result<Vec<u8>, SecretError> {
        let master = self.0.first().ok_or(SecretError::UnknownKey)?;
        let (data_key, key_nonce, nonce) = (Zeroizing::new(random::<KEY>()?), random::<NONCE>()?, random::<NONCE>()?);
        let aad = belongs.authenticated();
        let mut sealed = vec![VERSION];
        sealed.extend_from_slice(&master.id);
        sealed.extend_from_slice(&key_nonce);
        sealed.extend_from_slice(&encrypt(&master.key, &key_nonce, data_key.as_slice(), &aad)?);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&encrypt(&data_key, &nonce, secret.expose(), &aad)?);
        Ok(sealed)
    }

    /// Opens what was sealed for the same belonging.
    ///
    /// # Errors
    /// The master key is not known, or the sealed secret was changed or belongs to something else.
    pub fn open(&self, sealed: &[u8], belongs: Belongs) -> Result<Secret, SecretError> {
        let parts = Parts::of(sealed)?;
        let aad = belongs.authenticated();
        Ok(Secret(decrypt(&*self.data_key(&parts, &aad)?, parts.nonce, parts.body, &aad)?))
    }

    /// What was sealed with a former key, as if sealed with the one that seals now. The secret's own key and its text stay as they
    /// are, and are not read. `None`: it is sealed with that one.
    ///
    /// # Errors
    /// As [`open`](Self::open), and the system gives no random numbers.
    pub fn reseal(&self, sealed: &[u8], belongs: Belongs) -> Result<Option<Vec<u8>>, SecretError> {
        let parts = Parts::of(sealed)?;
        let master = self.0.first().ok_or(SecretError::UnknownKey)?;
        if *parts.id == master.id {
            return Ok(None);
        }
        let aad = belongs.authenticated();
        let (data_key, key_nonce) = (self.data_key(&parts, &aad)?, random::<NONCE>()?);
        let wrapped = encrypt(&master.key, &key_nonce, data_key.as_slice(), &aad)?;
        Ok(Some([&[VERSION][..], &master.id, &key_nonce, &wrapped, parts.nonce, parts.body].concat()))
    }

    fn data_key(&self, parts: &Parts<'_>, aad: &[u8]) -> Result<Zeroizing<[u8; KEY]>, SecretError> {
        let master = self.0.iter().find(|key| key.id == *parts.id).ok_or(SecretError::UnknownKey)?;
        let data_key = decrypt(&master.key, parts.key_nonce, parts.wrapped, aad)?;
        let data_key = <[u8; KEY]>::try_from(data_key.as_slice()).map_err(|_| SecretError::DoesNotOpen)?;
        Ok(Zeroizing::new(data_key))
    }
}

/// A sealed value, apart.
struct Parts<'a> {
    id: &'a [u8],
    key_nonce: &'a [u8],
    wrapped: &'a [u8],
    nonce: &'a [u8],
    body: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(sealed: &'a [u8]) -> Result<Self, SecretError> {
        if sealed.len() < HEAD + TAG || sealed[0] != VERSION {
            return Err(SecretError::DoesNotOpen);
        }
        let (head, body) = sealed.split_at(HEAD);
        let (id, rest) = head[1..].split_at(ID);
        let (key_nonce, rest) = rest.split_at(NONCE);
        let (wrapped, nonce) = rest.split_at(KEY + TAG);
        Ok(Self { id, key_nonce, wrapped, nonce, body })
    }
}

fn encrypt(key: &[u8; KEY], nonce: &[u8; NONCE], msg: &[u8], aad: &[u8]) -> Result<Vec<u8>, SecretError> {
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher.encrypt(&XNonce::from(*nonce), Payload { msg, aad }).map_err(|_| SecretError::DoesNotOpen)
}

fn decrypt(key: &[u8; KEY], nonce: &[u8], msg: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    let nonce = <[u8; NONCE]>::try_from(nonce).map_err(|_| SecretError::DoesNotOpen)?;
    let plain = XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(nonce), Payload { msg, aad });
    plain.map(Zeroizing::new).map_err(|_| SecretError::DoesNotOpen)
}

/// The name of the master key that a value was sealed with; `None` for what is no sealed value.
pub fn key_name(sealed: &[u8]) -> Option<String> {
    Parts::of(sealed).ok().map(|parts| crate::audit::hex(parts.id))
}

/// What stays of stored bytes when they are sealed with another master key: all that is in clear, and of a marked, sealed value its
/// text with what that was encrypted with.
pub(crate) fn lasting(stored: &[u8]) -> (&[u8], &[u8]) {
    match stored.split_at_checked(1) {
        Some((mark, sealed)) if *mark == MARK && Parts::of(sealed).is_ok() => (mark, &sealed[HEAD - NONCE..]),
        _ => (&[], stored),
    }
}

/// Random bytes from the system.
///
/// # Errors
/// The system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], SecretError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| SecretError::NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn belongs(environment: i64, owner: u128) -> Belongs {
        Belongs { environment: Some(EnvironmentId(environment)), owner: Uuid::from_u128(owner) }
    }

    #[test]
    fn what_is_sealed_opens_for_the_same_belonging_only() {
        let keys = KeyRing::new([7; 32]);
        let sealed = keys.seal(&Secret::new("hunter2"), belongs(1, 5)).expect("sealed");
        assert_eq!(keys.open(&sealed, belongs(1, 5)).expect("opened").expose_text(), Some("hunter2"));
        assert!(!sealed.windows(7).any(|window| window == b"hunter2"));
        for other in [belongs(2, 5), belongs(1, 6), Belongs { environment: None, owner: Uuid::from_u128(5) }] {
            assert!(matches!(keys.open(&sealed, other), Err(SecretError::DoesNotOpen)));
        }
    }

    #[test]
    fn a_changed_secret_does_not_open() {
        let keys = KeyRing::new([7; 32]);
        let sealed = keys.seal(&Secret::new("hunter2"), belongs(1, 5)).expect("sealed");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(keys.open(&changed, belongs(1, 5)).is_err(), "byte {at} may be changed");
            assert!(keys.open(&sealed[..at], belongs(1, 5)).is_err(), "{at} bytes open");
        }
    }

    #[test]
    fn keys_rotate_with_old_and_new_both_valid() {
        let old = KeyRing::new([1; 32]);
        let sealed = old.seal(&Secret::new("x"), belongs(1, 5)).expect("sealed");
        let rotated = KeyRing::new([2; 32]).with_former([1; 32]);
        assert_eq!(rotated.open(&sealed, belongs(1, 5)).expect("opened").expose(), b"x");
        let fresh = rotated.seal(&Secret::new("y"), belongs(1, 5)).expect("sealed");
        assert!(matches!(old.open(&fresh, belongs(1, 5)), Err(SecretError::UnknownKey)));
    }

    #[test]
    fn what_is_sealed_anew_opens_with_the_new_key_alone_and_its_text_stays() {
        let sealed = KeyRing::new([1; 32]).seal(&Secret::new("hunter2"), belongs(1, 5)).expect("sealed");
        let both = KeyRing::new([2; 32]).with_former([1; 32]);
        let anew = both.reseal(&sealed, belongs(1, 5)).expect("sealed anew").expect("it was under the former");
        let new = KeyRing::new([2; 32]);
        assert_eq!(new.open(&anew, belongs(1, 5)).expect("opened").expose(), b"hunter2");
        assert!(matches!(KeyRing::new([1; 32]).open(&anew, belongs(1, 5)), Err(SecretError::UnknownKey)));
        assert_eq!(both.reseal(&anew, belongs(1, 5)).expect("sealed already"), None);
        assert_eq!((key_name(&sealed), key_name(&anew)), (both.names().pop(), new.names().pop()));
        assert_eq!(key_name(b"clear"), None);
        assert!(matches!(both.reseal(&sealed, belongs(2, 5)), Err(SecretError::DoesNotOpen)));
        assert!(matches!(new.reseal(&sealed, belongs(1, 5)), Err(SecretError::UnknownKey)));
        let stored = |sealed: &[u8]| [&MARK, sealed].concat();
        assert_eq!(lasting(&stored(&sealed)), lasting(&stored(&anew)));
        assert_ne!(
            lasting(&stored(&sealed)),
            lasting(&stored(&new.seal(&Secret::new("hunter2"), belongs(1, 5)).unwrap()))
        );
        assert_eq!(lasting(b"clear"), (&b""[..], &b"clear"[..]));
    }

    #[test]
    fn a_key_in_text_is_64_digits() {
        let key = KeyRing::in_text(&format!(" {}\n", "0f".repeat(32))).expect("a key");
        assert_eq!(key.names(), KeyRing::new([15; 32]).names());
        for wrong in ["", "0f", &"0g".repeat(32), &"0f".repeat(33), &"ä".repeat(32)] {
            assert!(matches!(KeyRing::in_text(wrong), Err(SecretError::Key(_))), "{wrong}");
        }
    }

    #[test]
    fn what_any_known_key_has_signed_is_signed() {
        let (old, other) = (KeyRing::new([1; 32]), KeyRing::new([3; 32]));
        let signature = old.sign(b"a text");
        assert!(KeyRing::new([2; 32]).with_former([1; 32]).has_signed(b"a text", &signature));
        assert!(!other.has_signed(b"a text", &signature) && !old.has_signed(b"another", &signature));
        assert!(!old.has_signed(b"a text", &signature[1..]) && !old.has_signed(b"a text", b""));
    }

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "[redacted]");
        assert_eq!(format!("{:?}", KeyRing::new([7; 32])), "KeyRing(1 keys)");
    }

    #[test]
    fn the_key_file_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = KeyRing::in_folder(folder.path()).expect("made");
        let sealed = first.seal(&Secret::new("x"), belongs(1, 5)).expect("sealed");
        let second = KeyRing::in_folder(folder.path()).expect("read");
        assert_eq!(second.open(&sealed, belongs(1, 5)).expect("opened").expose(), b"x");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(folder.path().join("master.key")).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::write(folder.path().join("master.key"), b"short").expect("written");
        assert!(matches!(KeyRing::in_folder(folder.path()), Err(SecretError::KeyFile { .. })));
    }
}
