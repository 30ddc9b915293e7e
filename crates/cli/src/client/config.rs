//! The file that `steward login` writes: `~/.config/steward/config.toml`, or what `STEWARD_CONFIG` names.
//!
//! It is TOML with a few keys, each with a text in double quotes; such a text is written as in JSON.

use std::{
    fs,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// What is in the file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Config {
    /// The server.
    pub(crate) url: Option<String>,
    /// The token that it gave.
    pub(crate) token: Option<String>,
    /// The id of that token, by which it is revoked.
    pub(crate) token_id: Option<String>,
    /// The environment to use where none is named.
    pub(crate) environment: Option<String>,
}

impl Config {
    /// Reads the file; an empty one where there is none.
    pub(crate) fn read() -> Result<Self> {
        let Some(path) = path() else { return Ok(Self::default()) };
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text).with_context(|| format!("{} cannot be used", path.display())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
        }
    }

    /// Writes the file for its owner alone, and answers where.
    pub(crate) fn write(&self) -> Result<PathBuf> {
        let path = path().context("there is no home folder to keep the token in; set STEWARD_CONFIG to a path")?;
        write_private(&path, self.to_text().as_bytes())
            .with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(path)
    }

    fn parse(text: &str) -> Result<Self> {
        let mut config = Self::default();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (key, value) =
                line.split_once('=').with_context(|| format!("line {} is not `key = \"value\"`", at + 1))?;
            let value: String = serde_json::from_str(value.trim())
                .with_context(|| format!("line {}: the value is no text in double quotes", at + 1))?;
            match key.trim() {
                "url" => config.url = Some(value),
                "token" => config.token = Some(value),
                "token_id" => config.token_id = Some(value),
                "environment" => config.environment = Some(value),
                // A later version may know more.
                _ => {}
            }
        }
        Ok(config)
    }

    fn to_text(&self) -> String {
        let keys = [
            ("url", &self.url),
            ("token", &self.token),
            ("token_id", &self.token_id),
            ("environment", &self.environment),
        ];
        let lines = keys.into_iter().filter_map(|(key, value)| {
            let value = value.as_ref()?;
            Some(format!("{key} = {}\n", serde_json::Value::from(value.as_str())))
        });
        format!("# Written by `steward login`.\n{}", lines.collect::<String>())
    }
}

#[expect(clippy::disallowed_methods, reason = "where the file is, is configuration of the command line")]
fn path() -> Option<PathBuf> {
    let from = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(path) = from("STEWARD_CONFIG") {
        return Some(path.into());
    }
    let base = from("XDG_CONFIG_HOME").map(PathBuf::from);
    let base = base.or_else(|| Some(PathBuf::from(from("HOME").or_else(|| from("USERPROFILE"))?).join(".config")));
    Some(base?.join("steward").join("config.toml"))
}

/// Writes beside the file and puts it in its place, so that nobody else can read it at any time.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = fs::remove_file(&beside);
    options.open(&beside)?.write_all(bytes)?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let config =
            Config { url: Some("http://localhost:8080".into()), token: Some("stw_\"x\\".into()), ..Config::default() };
        assert_eq!(Config::parse(&config.to_text()).unwrap(), config);
        assert_eq!(Config::parse("# nothing\n\nlater = \"x\"\n").unwrap(), Config::default());
        assert!(format!("{:#}", Config::parse("url = 'x'").unwrap_err()).starts_with("line 1: the value is no text"));
    }
}
