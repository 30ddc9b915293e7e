//! `steward handover certificate` and `verify`: that nothing resolves to somebody any more.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use model::ErrorCode;
use serde_json::Value;

use crate::{
    cli::Globals,
    client::{Api, at},
    failure::Failure,
    output::{self, text},
};

/// Where the page has the signed text.
const BEGIN: &str = "<pre id=\"certificate\"";

/// Issues a certificate. It fails with exit code 1 when the certificate is not clean, after it was written.
pub(super) async fn issue(
    globals: &Globals,
    who: &str,
    html: Option<PathBuf>,
    file: Option<PathBuf>,
) -> Result<ExitCode> {
    let api = Api::of(globals)?;
    let issued = api.post(&at(&["principals", who, "certificates"]), None).await?;
    if let Some(file) = html {
        let page = api.bytes(&at(&["certificates", &text(&issued, "id"), "page"])).await?;
        write(&file, &page)?;
    }
    if let Some(file) = file {
        write(&file, format!("{issued:#}\n").as_bytes())?;
    }
    output::answer(globals, &issued, |it| {
        let verdict = if it["clean"] == true { "clean: nothing resolves to" } else { "NOT clean: see below for" };
        output::line(&format!("{verdict} {} ({})", text(it, "principal.displayName"), text(it, "principal.name")))?;
        let checks = it["checks"].as_array().into_iter().flatten();
        output::table(
            ["what", "found", "which"],
            checks.map(|check| {
                let which = check["evidence"].as_array().into_iter().flatten().filter_map(Value::as_str);
                [text(check, "what"), check["count"].to_string(), which.collect::<Vec<_>>().join(", ")]
            }),
        )
    })?;
    Ok(if issued["clean"] == true { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    fs::write(file, content).map_err(|error| {
        let message = format!("{} cannot be written: {error}", file.display());
        Failure::new(message).hint("Choose another file.").into()
    })
}

/// Verifies a certificate, JSON or page: its digest here, the signature and the audit with the server that issued it.
pub(super) async fn verify(globals: &Globals, file: &Path, offline: bool) -> Result<ExitCode> {
    let content = fs::read_to_string(file).map_err(|error| {
        Failure::new(format!("{} cannot be read: {error}", file.display())).hint("Name a file with a certificate.")
    })?;
    let shown = shown(&content)?;
    let says: Value = serde_json::from_str(&text(&shown, "text")).map_err(|_| no_certificate())?;
    let mut verified = serde_json::json!({"digest": app::handover::certificate::digest(&text(&shown, "text")) == text(&shown, "digest")});
    if !offline {
        verified = Api::of(globals)?.post(&at(&["certificates", "verify"]), Some(&shown)).await?;
    }
    output::answer(globals, &verified, |it| {
        output::line(&format!(
            "{} ({}), {}, {}",
            text(&says, "principal.displayName"),
            text(&says, "principal.name"),
            text(&says, "at"),
            if says["clean"] == true { "clean" } else { "NOT clean" }
        ))?;
        for (what, key) in [("digest", "digest"), ("signature", "signature"), ("audit", "audit")] {
            let word = match it[key].as_bool() {
                Some(true) => "right",
                Some(false) => "WRONG",
                None => "not asked",
            };
            output::line(&format!("{what}: {word}"))?;
        }
        Ok(())
    })?;
    let is_right = ["digest", "signature", "audit"].iter().all(|key| verified[*key] != false);
    if is_right {
        return Ok(ExitCode::SUCCESS);
    }
    let message =
        "The certificate does not verify: it was changed after it was signed, or another installation signed it.";
    Err(Failure::coded(ErrorCode::CertificateInvalid, message).hint("Show the file as it was issued.").into())
}

/// Text, digest and signature, out of the JSON or the page.
fn shown(content: &str) -> Result<Value> {
    let json = match content.split_once(BEGIN) {
        Some((_, rest)) => {
            let inside = rest.split_once('>').and_then(|(_, rest)| rest.split_once("</pre>")).map(|(inside, _)| inside);
            plain(inside.ok_or_else(no_certificate)?)
        }
        None => content.to_owned(),
    };
    let all: Value = serde_json::from_str(&json).map_err(|_| no_certificate())?;
    Ok(serde_json::json!({"text": all["text"], "digest": all["digest"], "signature": all["signature"]}))
}

/// HTML's text without its escapes.
fn plain(html: &str) -> String {
    let escapes = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    escapes.iter().fold(html.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn no_certificate() -> Failure {
    Failure::coded(ErrorCode::CertificateInvalid, "The file holds no certificate.")
        .hint("Name a file that `steward handover certificate` wrote.")
}
