//! `steward solution new-key`, `sign` and `verify`: who vouches for a package.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use model::{ErrorCode, Timestamp};
use serde_json::json;
use solutions::{
    Contents, Package, checker,
    envelope::{Approval, CheckOutcome, Provenance, PublicKey, Signature, Signer, SigningKey, Verdict, sign, verify},
};

use super::{open::required, rewrite};
use crate::{
    cli::Globals,
    client::Api,
    failure::Failure,
    output::{self, text},
};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The key is never shown; only you may read the file. Whoever verifies needs the public key that is printed.

Example:
  steward solution new-key ~/.config/steward/signing.key"
)]
pub(crate) struct NewKey {
    /// The file to write, which must not be there.
    file: PathBuf,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  steward solution sign Orders.zip --key signing.key --source git+https://git.example/orders@$(git rev-parse HEAD) -o Orders.steward.json")]
pub(crate) struct Sign {
    /// The package: a zip, or an unpacked folder, which is packed first.
    package: PathBuf,
    /// The key to sign with.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The envelope to write; else the package's name with `.steward.json`.
    #[arg(short, long, value_name = "ENVELOPE")]
    output: Option<PathBuf>,
    /// What the package was made from.
    #[arg(long, value_name = "URI")]
    source: Option<String>,
    /// Somebody who agreed to it; may be given several times.
    #[arg(long, value_name = "NAME")]
    approved_by: Vec<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  steward solution verify Orders.zip Orders.steward.json --signer build=$(cat build.pub)")]
pub(crate) struct Verify {
    /// The package: a zip, or an unpacked folder, which is packed first.
    package: PathBuf,
    /// The envelope.
    envelope: PathBuf,
    /// A public key that counts, with a name for it where you like; may be given several times.
    #[arg(long, value_name = "[NAME=]KEY", required = true, value_parser = signer)]
    signer: Vec<Signer>,
}

/// `build=KEY`, or only the key, whose name is then its beginning. The text of a key ends with `=`, and never has one before its end.
fn signer(text: &str) -> Result<Signer, String> {
    let named = text.split_once('=').filter(|(_, key)| !key.trim_matches('=').is_empty());
    let (name, key) = named.map_or((text.get(..8).unwrap_or(text), text), |(name, key)| (name, key));
    let key: PublicKey = key.parse().map_err(|error: solutions::envelope::KeyError| error.to_string())?;
    Ok(Signer { name: name.to_owned(), key })
}

impl NewKey {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).context("the system has no random numbers")?;
        let key = SigningKey::from_seed(seed);
        write_private(&self.file, key.to_text().as_bytes())
            .with_context(|| format!("{} cannot be written", self.file.display()))?;
        let public = key.public();
        let answer = json!({"file": self.file, "publicKey": public.to_string(), "id": public.id()});
        output::answer(globals, &answer, |_| output::line(&public.to_string()))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes a file that only its owner may read, and never over another one.
fn write_private(to: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(to)?.write_all(bytes)
}

/// Prints the installation's key, as others name a signer.
pub(super) async fn of_installation(globals: &Globals) -> Result<ExitCode> {
    let key = Api::of(globals)?.get("/api/v1/signing-key").await?;
    output::answer(globals, &key, |key| output::line(&text(key, "publicKey")))?;
    Ok(ExitCode::SUCCESS)
}

impl Sign {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode> {
        let key = self.key()?;
        let package = packed(&self.package)?;
        let (contents, problems) = package.contents();
        if let Some(problem) = problems.iter().find(|problem| problem.is_error()) {
            return Err(Failure::new(format!("{}: {problem}", self.package.display())).into());
        }
        let provenance = self.provenance(&contents, &package);
        let envelope = sign(&package, &provenance, &key);
        let to = self.output.clone().unwrap_or_else(|| self.package.with_extension("steward.json"));
        rewrite::write(&to, &envelope.to_json())?;
        let answer = json!({"file": to, "digest": package.digest(), "publicKey": key.public().to_string()});
        output::answer(globals, &answer, |_| output::line(&format!("Wrote {}.", to.display())))?;
        Ok(ExitCode::SUCCESS)
    }

    fn key(&self) -> Result<SigningKey> {
        let path = self.key.display();
        let text = fs::read_to_string(&self.key).with_context(|| format!("{path} cannot be read"))?;
        let wrong = |error| Failure::coded(ErrorCode::KeyInvalid, format!("{path}: {error}."));
        Ok(SigningKey::from_text(&text).map_err(wrong)?)
    }

    fn provenance(&self, contents: &Contents, package: &Package) -> Provenance {
        let outcome = checker::tally(&checker::check(contents, package));
        let manifest = contents.manifest.as_ref();
        Provenance {
            builder: format!("steward {}", env!("CARGO_PKG_VERSION")),
            source: self.source.clone(),
            solution: manifest.map(|manifest| manifest.unique_name.clone()).unwrap_or_default(),
            version: manifest.map(|manifest| manifest.version.to_string()).unwrap_or_default(),
            at: Timestamp::now().to_string(),
            checks: vec![CheckOutcome { name: "SolutionChecker".to_owned(), outcome }],
            approvals: self.approved_by.iter().map(|by| Approval { by: by.clone(), at: None }).collect(),
        }
    }
}

impl Verify {
    /// Fails where the signature does not count.
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode> {
        let bytes = fs::read(&self.envelope).with_context(|| format!("{} cannot be read", self.envelope.display()))?;
        let digest = packed(&self.package)?.digest();
        let found = verify(Some(&bytes), &digest, &self.signer);
        if globals.json {
            let mut answer = serde_json::to_value(&found)?;
            answer["digest"] = digest.into();
            output::json(&answer)?;
            return Ok(if found.verdict == Verdict::Valid { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        match found {
            Signature { verdict: Verdict::Valid, signer: Some(signer), provenance: Some(provenance), .. } => {
                print(&signer, &provenance)?;
                Ok(ExitCode::SUCCESS)
            }
            other => {
                let why = other.why.unwrap_or_default();
                let message = format!("The signature of {} does not count: {why}.", self.package.display());
                Err(Failure::coded(ErrorCode::SignatureRefused, message).into())
            }
        }
    }
}

fn print(signer: &str, provenance: &Provenance) -> Result<()> {
    let Provenance { builder, source, solution, version, at, checks, approvals } = provenance;
    output::line(&format!("Signed by {signer}: {solution} {version}, made by {builder} at {at}."))?;
    if let Some(source) = source {
        output::line(&format!("  from {source}"))?;
    }
    for check in checks {
        output::line(&format!("  {}: {}", check.name, check.outcome))?;
    }
    approvals.iter().try_for_each(|approval| output::line(&format!("  approved by {}", approval.by)))
}

/// What is signed of a folder is the package that is made of it.
fn packed(path: &Path) -> Result<Package, Failure> {
    super::folder::packed(&required(path)?)
}
