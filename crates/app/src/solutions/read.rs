//! Packages and settings as they are uploaded.

use model::ErrorCode;
use solutions::{Contents, Finding, Limits, Package, Settings, checker, plan::PackageKey};
use wdl::Severity;

use super::sentence;
use crate::{AppError, ErrorKind};

/// How many problems of a package are told.
const TOLD: usize = 10;

/// A package and what came with it, read outside any transaction.
#[derive(Debug)]
pub struct Read {
    /// The zip.
    pub zip: Vec<u8>,
    /// Its files.
    pub package: Package,
    /// What they say.
    pub contents: Contents,
    /// The deployment settings.
    pub settings: Settings,
    /// Their text.
    pub settings_text: Option<String>,
    /// Signature and provenance.
    pub envelope: Option<Vec<u8>>,
    /// What is doubtful about the package, in words.
    pub warnings: Vec<String>,
    /// What the solution checker says.
    pub findings: Vec<Finding>,
}

impl Read {
    /// Reads a package, deployment settings and an envelope. It may take a second to inflate, so it is not to be called on a thread
    /// that drives tasks.
    ///
    /// # Errors
    /// The package or the settings cannot be read: each mistake with its place.
    pub fn of(zip: Vec<u8>, settings: Option<Vec<u8>>, envelope: Option<Vec<u8>>) -> Result<Self, AppError> {
        let package = Package::read_zip(&zip, &Limits::default()).map_err(|error| {
            let kind =
                if error.code() == ErrorCode::PackageTooLarge { ErrorKind::TooLarge } else { ErrorKind::Invalid };
            AppError::new(kind, error.code(), sentence(&error.to_string())).at("package")
        })?;
        let (contents, problems) = package.contents();
        let (errors, warnings): (Vec<_>, Vec<_>) = problems.iter().partition(|it| it.severity == Severity::Error);
        if let Some(first) = errors.first() {
            let all: Vec<String> = errors.iter().take(TOLD).map(ToString::to_string).collect();
            let message = format!("The package cannot be imported. {}", all.join(" "));
            return Err(
                AppError::new(ErrorKind::Invalid, ErrorCode::PackageFileInvalid, message).at(first.file.clone())
            );
        }
        let (settings_text, settings) = match settings {
            None => (None, Settings::default()),
            Some(text) => {
                let settings = Settings::parse(&text).map_err(|error| {
                    AppError::new(ErrorKind::Invalid, error.code(), sentence(&error.to_string())).at("settings")
                })?;
                (Some(String::from_utf8_lossy(&text).into_owned()), settings)
            }
        };
        let warnings = warnings.iter().map(ToString::to_string).collect();
        let findings = checker::check(&contents, &package);
        Ok(Self { zip, package, contents, settings, settings_text, envelope, warnings, findings })
    }

    /// Which package it is.
    pub fn key(&self) -> PackageKey {
        PackageKey { digest: self.package.digest(), size: self.zip.len() as u64 }
    }
}

/// As [`Read::of`], off the threads that drive tasks.
///
/// # Errors
/// As [`Read::of`].
pub async fn read(zip: Vec<u8>, settings: Option<Vec<u8>>, envelope: Option<Vec<u8>>) -> Result<Read, AppError> {
    tokio::task::spawn_blocking(move || Read::of(zip, settings, envelope)).await.map_err(AppError::internal)?
}
