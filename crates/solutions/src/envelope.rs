//! Who vouches for a package: a signature beside it, and what it says about where the package comes from.
//!
//! An envelope is a file of its own (`Orders.steward.json`), so that the zip stays what every tool reads. It has the form of DSSE, signed
//! with Ed25519, around an in-toto statement: its subject is the package, its predicate the [`Provenance`].
//!
//! What is signed is the [digest](Package::digest) of the package: of the paths and contents of its files, in order. A zip that was
//! compressed anew is the same package; one flipped byte in any file makes another.
//!
//! Start at [`sign`] and [`verify`]. Source: DSSE 1.0 (secure-systems-lab), in-toto Statement v1.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use crate::Package;

mod key;
mod statement;

pub use key::{KeyError, PublicKey, SigningKey};
use statement::Statement;
pub use statement::{Approval, CheckOutcome, Provenance};

/// What DSSE calls the kind of text that is signed.
const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// A longer envelope than this is refused.
const MAX_BYTES: usize = 1 << 20;
/// More signatures than this are refused, because each is tried with each key.
const MAX_SIGNATURES: usize = 16;

/// A signature and what it is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    payload_type: String,
    /// A [`Statement`] as JSON, in base64.
    payload: String,
    signatures: Vec<Signed>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Signed {
    /// Which key it was. A hint: whoever verifies tries the keys that he trusts.
    #[serde(default)]
    keyid: String,
    /// In base64.
    sig: String,
}

/// Somebody whose signatures count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signer {
    /// What people call the signer.
    pub name: String,
    /// The signer's key.
    pub key: PublicKey,
}

/// How a package and an envelope go together.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// There is no envelope.
    #[default]
    None,
    /// A signer whose signatures count signed this very package.
    Valid,
    /// Somebody else signed it.
    UnknownSigner,
    /// The envelope is broken, was changed, or is about another package.
    Invalid,
}

/// What came of verifying.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signature {
    /// How package and envelope go together.
    pub verdict: Verdict,
    /// Who signed it, where that is proven.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signer: Option<String>,
    /// What the signer says about the package, where that is proven.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub provenance: Option<Provenance>,
    /// Why it does not count, in words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<String>,
}

/// Signs a package with what is known about it.
pub fn sign(package: &Package, provenance: &Provenance, key: &SigningKey) -> Envelope {
    sign_statement(&Statement::of(&package.digest(), provenance), key)
}

fn sign_statement(statement: &Statement, key: &SigningKey) -> Envelope {
    let payload = statement.to_json();
    let signature = key.sign(&signed_text(PAYLOAD_TYPE, &payload));
    Envelope {
        payload_type: PAYLOAD_TYPE.to_owned(),
        payload: STANDARD.encode(payload),
        signatures: vec![Signed { keyid: key.public().id(), sig: STANDARD.encode(signature) }],
    }
}

impl Envelope {
    /// The envelope as a file.
    pub fn to_json(&self) -> Vec<u8> {
        // Our types have text keys only, so there is nothing to refuse.
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }

    fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        if bytes.len() > MAX_BYTES {
            return Err("the envelope is larger than 1 MiB");
        }
        let envelope: Self = serde_json::from_slice(bytes).map_err(|_| "the file is not an envelope")?;
        match envelope.payload_type == PAYLOAD_TYPE && (1..=MAX_SIGNATURES).contains(&envelope.signatures.len()) {
            true => Ok(envelope),
            false => Err("the envelope is of another kind"),
        }
    }
}

/// What an envelope proves about the package with this digest, if one is given. Whatever is wrong with it is a verdict, not an error.
pub fn verify(envelope: Option<&[u8]>, digest: &str, signers: &[Signer]) -> Signature {
    let Some(bytes) = envelope else {
        return Signature::default();
    };
    judged(bytes, digest, signers).unwrap_or_else(|(verdict, why)| Signature {
        verdict,
        signer: None,
        provenance: None,
        why: Some(why.to_owned()),
    })
}

fn judged(bytes: &[u8], digest: &str, signers: &[Signer]) -> Result<Signature, (Verdict, &'static str)> {
    let invalid = |why| (Verdict::Invalid, why);
    let envelope = Envelope::read(bytes).map_err(invalid)?;
    let payload = STANDARD.decode(&envelope.payload).map_err(|_| invalid("the envelope's text is not base64"))?;
    let text = signed_text(&envelope.payload_type, &payload);
    let by = |signer: &&Signer| {
        let mut signatures = envelope.signatures.iter().filter_map(|signed| STANDARD.decode(&signed.sig).ok());
        signatures.any(|signature| signer.key.verifies(&text, &signature))
    };
    let Some(signer) = signers.iter().find(by) else {
        let named = |signer: &Signer| envelope.signatures.iter().any(|signed| signed.keyid == signer.key.id());
        return Err(if signers.iter().any(named) {
            invalid("the signature does not fit the envelope's text: one of them was changed")
        } else {
            (Verdict::UnknownSigner, "it is not signed with the key of a signer who counts here")
        });
    };
    // Only now is it known who wrote this.
    let statement = Statement::read(&payload).map_err(invalid)?;
    if !statement.is_about(digest) {
        return Err(invalid("the envelope is about another package"));
    }
    Ok(Signature {
        verdict: Verdict::Valid,
        signer: Some(signer.name.clone()),
        provenance: Some(statement.into_provenance()),
        why: None,
    })
}

/// What the signature is over. Lengths keep the end of one part from being taken for the start of the next. Source: DSSE, PAE.
fn signed_text(kind: &str, payload: &[u8]) -> Vec<u8> {
    let mut text = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
    text.extend_from_slice(payload);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(text: &str) -> Package {
        Package::from_files([("solution.xml", text), ("b", "x")]).unwrap()
    }

    fn provenance() -> Provenance {
        Provenance {
            builder: "steward 0.1.0".into(),
            source: Some("git+https://git.example/orders@abc".into()),
            solution: "Orders".into(),
            version: "1.2.0.0".into(),
            at: "2026-11-23T05:00:00Z".into(),
            checks: vec![CheckOutcome { name: "SolutionChecker".into(), outcome: "pass".into() }],
            approvals: vec![Approval { by: "Ann".into(), at: None }],
        }
    }

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed([seed; 32])
    }

    fn known(seed: u8) -> [Signer; 1] {
        [Signer { name: "Build".into(), key: key(seed).public() }]
    }

    #[test]
    fn a_signed_package_is_valid_and_says_where_it_comes_from() {
        let package = package("a");
        let envelope = sign(&package, &provenance(), &key(1)).to_json();
        let found = verify(Some(&envelope), &package.digest(), &known(1));
        assert_eq!((found.verdict, found.signer.as_deref()), (Verdict::Valid, Some("Build")));
        assert_eq!(found.provenance, Some(provenance()));
        // The zip around it does not count.
        let again = Package::read_zip(&package.write_zip().unwrap(), &crate::Limits::default()).unwrap();
        assert_eq!(verify(Some(&envelope), &again.digest(), &known(1)).verdict, Verdict::Valid);
        assert_eq!(verify(None, &package.digest(), &known(1)).verdict, Verdict::None);
    }

    #[test]
    fn another_key_or_package_does_not_count() {
        let (one, other) = (package("a"), package("b"));
        let envelope = sign(&one, &provenance(), &key(1)).to_json();
        for (digest, signers, expected) in [
            (one.digest(), &known(2)[..], Verdict::UnknownSigner),
            (one.digest(), &[], Verdict::UnknownSigner),
            (other.digest(), &known(1), Verdict::Invalid),
        ] {
            let found = verify(Some(&envelope), &digest, signers);
            assert_eq!((found.verdict, &found.provenance, &found.signer), (expected, &None, &None));
            assert!(found.why.is_some());
        }
        let about_other = sign(&other, &provenance(), &key(1)).to_json();
        assert_eq!(verify(Some(&about_other), &one.digest(), &known(1)).verdict, Verdict::Invalid);
    }

    /// Nothing but the hint at the key may change, and no change makes a package valid that was not.
    #[test]
    fn no_flipped_byte_and_no_truncation_counts() {
        let package = package("a");
        let envelope = sign(&package, &provenance(), &key(1)).to_json();
        let text = String::from_utf8(envelope.clone()).unwrap();
        // A hint may be anything, or missing.
        let hint = text.find("\"keyid\"").unwrap();
        for at in 0..envelope.len() {
            let mut changed = envelope.clone();
            changed[at] ^= 1;
            let found = verify(Some(&changed), &package.digest(), &known(1));
            let harmless = (hint..hint + 75).contains(&at) || envelope[at].is_ascii_whitespace();
            assert!(found.verdict != Verdict::Valid || harmless, "byte {at} of\n{text}");
            let cut = verify(Some(&envelope[..at]), &package.digest(), &known(1));
            assert!(cut.verdict == Verdict::Invalid || at + 1 == envelope.len(), "cut at {at}");
        }
    }

    #[test]
    fn what_is_signed_must_be_a_statement_about_a_package() {
        let package = package("a");
        let mut statement = Statement::of(&package.digest(), &provenance());
        statement.predicate_type = "https://slsa.dev/provenance/v1".into();
        let other = sign_statement(&statement, &key(1)).to_json();
        assert_eq!(verify(Some(&other), &package.digest(), &known(1)).verdict, Verdict::Invalid);
        let many = Envelope {
            signatures: vec![Signed { keyid: String::new(), sig: String::new() }; 17],
            ..sign(&package, &provenance(), &key(1))
        };
        assert_eq!(verify(Some(&many.to_json()), &package.digest(), &known(1)).verdict, Verdict::Invalid);
        assert_eq!(verify(Some(&vec![b' '; MAX_BYTES + 1]), &package.digest(), &known(1)).verdict, Verdict::Invalid);
    }
}
