//! Who vouches for a package: a signature beside it, and what it says about where the package comes from.
//!
//! An envelope is a file of its own (`Orders.steward.json`), so that the zip stays what every tool reads. It has the form of DSSE, signed
//! with Ed25519, around an in-toto statement: its subject is the package, its predicate the [`Provenance`].
//!
//! What is signed is the [digest](Package::digest) of the package: of the paths and contents of its files, in order. A zip that was
//! compressed anew is the same package; one flipped byte in any file makes another.
//!
//! Several signers may vouch for a package: their envelopes stand in the file one after the other, and [`join`] adds one.
//!
//! Start at [`sign`] and [`verify`]. Source: DSSE 1.0 (secure-systems-lab), in-toto Statement v1 and its bundle of attestations.

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
/// A file with more signatures than this is refused, because each is tried with each key.
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

    /// The envelopes of a file, oldest first.
    fn read_all(bytes: &[u8]) -> Result<Vec<Self>, &'static str> {
        if bytes.len() > MAX_BYTES {
            return Err("the envelope is larger than 1 MiB");
        }
        let all = serde_json::Deserializer::from_slice(bytes).into_iter().collect::<Result<Vec<Self>, _>>();
        let all = all.ok().filter(|all| !all.is_empty()).ok_or("the file is not an envelope")?;
        let is_ours = |envelope: &Self| envelope.payload_type == PAYLOAD_TYPE && !envelope.signatures.is_empty();
        match all.iter().all(is_ours) && signatures(&all) <= MAX_SIGNATURES {
            true => Ok(all),
            false => Err("the envelope is of another kind"),
        }
    }
}

fn signatures(envelopes: &[Envelope]) -> usize {
    envelopes.iter().map(|envelope| envelope.signatures.len()).sum()
}

/// What a file of envelopes proves about the package with this digest, if one is given: what the newest envelope says that counts.
/// Whatever is wrong with it is a verdict, not an error.
pub fn verify(file: Option<&[u8]>, digest: &str, signers: &[Signer]) -> Signature {
    let Some(bytes) = file else {
        return Signature::default();
    };
    let refused = |(verdict, why): (Verdict, &str)| Signature {
        verdict,
        signer: None,
        provenance: None,
        why: Some(why.to_owned()),
    };
    let envelopes = match Envelope::read_all(bytes) {
        Ok(envelopes) => envelopes,
        Err(why) => return refused((Verdict::Invalid, why)),
    };
    let mut judged: Vec<_> = envelopes.iter().rev().map(|envelope| judged(envelope, digest, signers)).collect();
    let counts = judged.iter().position(Result::is_ok).unwrap_or_default();
    judged.swap_remove(counts).unwrap_or_else(refused)
}

/// A file of envelopes with those of another one that count: each takes the place of what its signer said before, and stands beside what
/// others say. None where nothing is added. Where there was no file, the other one is taken as it is.
pub fn join(file: Option<&[u8]>, other: &[u8], digest: &str, signers: &[Signer]) -> Option<Vec<u8>> {
    let Some(file) = file else {
        return Some(other.to_vec());
    };
    let by = |envelope: &Envelope| judged(envelope, digest, signers).ok().and_then(|found| found.signer);
    let before = Envelope::read_all(file).unwrap_or_default();
    let mut all = before.clone();
    for envelope in Envelope::read_all(other).ok()? {
        let signer = by(&envelope);
        if signer.is_some() {
            all.retain(|it| by(it) != signer);
            all.push(envelope);
        }
    }
    while signatures(&all) > MAX_SIGNATURES {
        all.remove(0);
    }
    (all != before).then(|| all.iter().flat_map(Envelope::to_json).collect())
}

fn judged(envelope: &Envelope, digest: &str, signers: &[Signer]) -> Result<Signature, (Verdict, &'static str)> {
    let invalid = |why| (Verdict::Invalid, why);
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
    fn several_vouch_for_a_package_and_each_says_one_thing() {
        let package = package("a");
        let digest = package.digest();
        let both =
            [Signer { name: "One".into(), key: key(1).public() }, Signer { name: "Two".into(), key: key(2).public() }];
        let by = |seed, approver: &str| {
            let approvals = vec![Approval { by: approver.into(), at: None }];
            sign(&package, &Provenance { approvals, ..provenance() }, &key(seed)).to_json()
        };
        let first = join(None, &by(1, "Ann"), &digest, &both).unwrap();
        let second = join(Some(&first), &by(2, "Ben"), &digest, &both).unwrap();
        for (signers, approver) in [(&both[..1], "Ann"), (&both[1..], "Ben"), (&both[..], "Ben")] {
            let found = verify(Some(&second), &digest, signers);
            assert_eq!(found.provenance.unwrap().approvals[0].by, approver);
        }
        let third = join(Some(&second), &by(1, "Cem"), &digest, &both).unwrap();
        assert_eq!(Envelope::read_all(&third).unwrap().len(), 2, "who signs again says something else");
        assert_eq!(verify(Some(&third), &digest, &both[..1]).provenance.unwrap().approvals[0].by, "Cem");
        // What counts for nobody drives nothing out.
        let other = sign(&self::package("b"), &provenance(), &key(1)).to_json();
        for useless in [by(3, "Eve"), other, b"{}".to_vec(), third.clone()] {
            assert_eq!(join(Some(&third), &useless, &digest, &both), None);
        }
        assert_eq!(join(Some(b"broken"), &by(1, "Ann"), &digest, &both), Some(by(1, "Ann")));
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
