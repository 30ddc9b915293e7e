//! Off-boarding certificates, as JSON and as a page to print.

use app::handover::certificate::{Certificate, Check, Named, Verified};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody, as a certificate names them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CertificatePerson {
    /// The id.
    id: Uuid,
    /// The sign-in name.
    name: String,
    /// What people read.
    display_name: String,
}

impl From<Named> for CertificatePerson {
    fn from(named: Named) -> Self {
        Self { id: named.id.0, name: named.name, display_name: named.display_name }
    }
}

/// One thing that was looked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CertificateCheck {
    /// What.
    what: String,
    /// How many were found.
    count: usize,
    /// The first of them by name.
    evidence: Vec<String>,
    /// Whether the certificate is clean only with none of them.
    must_be_none: bool,
}

impl From<Check> for CertificateCheck {
    fn from(check: Check) -> Self {
        let Check { what, count, evidence, must_be_none } = check;
        Self { what, count, evidence, must_be_none }
    }
}

/// An off-boarding certificate: what was looked for, what was found, and a signature over both.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CertificateView {
    /// Its id.
    id: Uuid,
    /// About whom.
    principal: CertificatePerson,
    /// Whether nothing resolves to them.
    clean: bool,
    /// What was looked for.
    checks: Vec<CertificateCheck>,
    /// The number of the audit's last entry then.
    audit_seq: i64,
    /// The hash of that entry, in hexadecimal.
    audit_head: String,
    /// When it was looked, in UTC.
    #[schema(format = DateTime)]
    at: String,
    /// Who asked.
    asked_by: CertificatePerson,
    /// The version of Steward that looked.
    version: String,
    /// All of this as the text that is hashed and signed.
    text: String,
    /// SHA-256 of the text, in hexadecimal.
    digest: String,
    /// The installation's signature of the text, in hexadecimal.
    signature: String,
}

impl From<Certificate> for CertificateView {
    fn from(certificate: Certificate) -> Self {
        let Certificate { statement, text, digest, signature } = certificate;
        Self {
            id: statement.id.0,
            principal: statement.principal.into(),
            clean: statement.clean,
            checks: statement.checks.into_iter().map(CertificateCheck::from).collect(),
            audit_seq: statement.audit_seq,
            audit_head: statement.audit_head,
            at: statement.at,
            asked_by: statement.asked_by.into(),
            version: statement.version,
            text,
            digest,
            signature,
        }
    }
}

/// A certificate that somebody shows.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShownCertificate {
    /// The text that was signed.
    pub(crate) text: String,
    /// The digest that it claims.
    pub(crate) digest: String,
    /// The signature that it carries.
    pub(crate) signature: String,
}

/// What is right about a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CertificateVerified {
    /// Whether all of it is.
    valid: bool,
    /// The text has the digest.
    digest: bool,
    /// This installation signed the text.
    signature: bool,
    /// The audit has the entry that it names; only who may see the audit is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    audit: Option<bool>,
}

impl From<Verified> for CertificateVerified {
    fn from(Verified { digest, signature, audit }: Verified) -> Self {
        Self { valid: digest && signature && audit != Some(false), digest, signature, audit }
    }
}

/// The certificate as a page without scripts, made to be printed. It carries the signed text, so that the page itself can be verified.
pub(crate) fn page(view: &CertificateView) -> String {
    let (mut found, mut rows) = (String::new(), String::new());
    for check in &view.checks {
        let state = match (check.count, check.must_be_none) {
            (0, _) => "none",
            (_, true) => "found",
            (_, false) => "noted",
        };
        let (what, evidence) = (escaped(&check.what), escaped(&check.evidence.join(", ")));
        rows.push_str(&format!(
            "<tr class=\"{state}\"><th scope=\"row\">{what}</th><td>{}</td><td>{evidence}</td></tr>\n",
            check.count
        ));
        if state == "found" {
            found.push_str(&format!("<li>{what}: {}</li>", check.count));
        }
    }
    let verdict = if view.clean {
        "<p class=\"verdict clean\">Clean: nothing resolves to this person.</p>".to_owned()
    } else {
        format!("<p class=\"verdict\">Not clean. These still resolve to this person:</p><ul>{found}</ul>")
    };
    let shown = serde_json::json!({"text": view.text, "digest": view.digest, "signature": view.signature}).to_string();
    let [display_name, name, at, asker, head, digest, signature, version, shown] = [
        &view.principal.display_name,
        &view.principal.name,
        &view.at,
        &view.asked_by.display_name,
        &view.audit_head,
        &view.digest,
        &view.signature,
        &view.version,
        &shown,
    ]
    .map(|text| escaped(text));
    let (id, seq) = (view.id, view.audit_seq);
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Off-boarding certificate: {display_name}</title>\n\
<style>{STYLE}</style></head>\n<body><main>\n<h1>Off-boarding certificate</h1>\n\
<p class=\"who\">{display_name} <span>({name})</span></p>\n{verdict}\n\
<table><caption>What was looked for</caption><thead><tr><th scope=\"col\">What</th><th scope=\"col\">Found</th>\
<th scope=\"col\">Which</th></tr></thead>\n<tbody>\n{rows}</tbody></table>\n\
<dl><dt>Looked at</dt><dd>{at}</dd><dt>Asked by</dt><dd>{asker}</dd><dt>Certificate</dt><dd>{id}</dd>\
<dt>Audit</dt><dd>entry {seq}, {head}</dd><dt>Digest</dt><dd>{digest}</dd><dt>Signature</dt><dd>{signature}</dd>\
<dt>Steward</dt><dd>{version}</dd></dl>\n\
<section><h2>To verify</h2><p>Save this page, and run <code>steward handover verify FILE</code>.</p>\n\
<pre id=\"certificate\" tabindex=\"0\" aria-label=\"The signed text\">{shown}</pre></section>\n</main></body></html>\n"
    )
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff;margin:0}\
main{max-width:48rem;margin:2rem auto;padding:0 1.5rem}h1{margin:0;font-size:1.6rem}h2{font-size:1.1rem}\
.who{font-size:1.25rem;margin:.25rem 0 1rem}.who span{color:#555}\
.verdict{border-inline-start:.4rem solid #a4262c;background:#fdf3f4;padding:.75rem 1rem;font-weight:600}\
.verdict.clean{border-color:#0e700e;background:#f1faf1}\
table{border-collapse:collapse;width:100%;margin:1.5rem 0}caption{text-align:start;font-weight:600;padding-bottom:.4rem}\
th,td{text-align:start;padding:.35rem .5rem;border-bottom:1px solid #d1d1d1;vertical-align:top}tbody th{font-weight:400}\
tr.found th,tr.found td{font-weight:600;color:#a4262c}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dt{color:#555}dd{margin:0;overflow-wrap:anywhere}\
pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.7rem;background:#f5f5f5;padding:.75rem}\
@media print{@page{margin:18mm}main{margin:0;padding:0;max-width:none}tr,dl{break-inside:avoid}pre{background:none;padding:0}}";

/// Text as HTML writes it.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            other => written.push(other),
        }
    }
    written
}
