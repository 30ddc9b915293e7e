//! Mails, which a server of the operator's takes and delivers.
//!
//! The operator names the server, so the policy for calls of flows does not hold here.

use std::{fmt, str::FromStr, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, CertificateStore, Tls, TlsParameters},
        response::{Category, Severity},
    },
};
use reqwest::Url;
use thiserror::Error;

use crate::sink::tls::authorities as authorities_of;

/// How long the server may take to answer each command.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that takes mails.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relay {
    host: String,
    port: u16,
    by: By,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum By {
    /// Nothing is encrypted.
    Plain,
    /// The server is told to begin TLS, and refused if it does not.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// The schemes of addresses with the port that each has by itself. Sources: RFC 5321 section 4.5.4.2, RFC 6409, RFC 8314.
const SCHEMES: [(&str, By, u16); 3] =
    [("smtp", By::Plain, 25), ("smtp+starttls", By::StartTls, 587), ("smtps", By::Tls, 465)];

impl FromStr for Relay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || {
            format!(
                "`{text}` is no address of a mail server: it is smtp+starttls://HOST[:PORT], smtps://HOST[:PORT] or, for a server on this machine, smtp://HOST[:PORT]"
            )
        };
        let url = Url::parse(text).map_err(|_| refused())?;
        let found = SCHEMES.into_iter().find(|(scheme, ..)| *scheme == url.scheme());
        let (_, by, port) = found.ok_or_else(refused)?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let is_more = !url.username().is_empty() || url.password().is_some() || !matches!(url.path(), "" | "/");
        if host.is_empty() || is_more || url.query().is_some() || url.fragment().is_some() {
            return Err(refused());
        }
        Ok(Self { host: host.to_owned(), port: url.port().unwrap_or(port), by })
    }
}

impl fmt::Display for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = SCHEMES.iter().find(|(_, by, _)| *by == self.by).map_or("", |(scheme, ..)| scheme);
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        write!(f, "{scheme}://{host}:{}", self.port)
    }
}

impl Relay {
    /// Whether what is sent to it can be read on its way.
    fn is_open(&self) -> bool {
        let is_here = ["localhost", "127.0.0.1", "::1"].contains(&&*self.host);
        self.by == By::Plain && !is_here
    }
}

/// A mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mail<'a> {
    /// What no other mail is called; a mail that is sent twice has it twice. Letters, digits, `.` and `-`.
    pub id: &'a str,
    /// Who gets it: a name and an address.
    pub to: (&'a str, &'a str),
    /// One line.
    pub subject: &'a str,
    /// The content as text.
    pub text: &'a str,
    /// The same as HTML.
    pub html: &'a str,
}

/// Why a mail could not be sent.
#[derive(Debug, Error)]
pub enum MailError {
    /// It will never be taken: its address is none, or the server has no such mailbox.
    #[error("{0}")]
    Refused(String),
    /// The server does not take this one now.
    #[error("{0}")]
    Later(String),
    /// The server takes none: it cannot be reached, or refuses who sends.
    #[error("the mail server {0}")]
    Relay(String),
}

/// What sends mails.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    relay: Relay,
    from: Mailbox,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").field("relay", &self.relay).field("from", &self.from).finish_non_exhaustive()
    }
}

impl Mailer {
    /// Sends through a server as `from` (`Steward <steward@example.org>`), signed in with a name and a password where they are given.
    /// The server shows a certificate that one of `authorities` (PEM) vouches for, else one that this machine trusts.
    ///
    /// # Errors
    /// `from` is no address, a certificate cannot be used, or the password would be sent so that others can read it.
    pub fn new(
        relay: Relay,
        from: &str,
        credentials: Option<(String, String)>,
        authorities: Option<&[u8]>,
    ) -> Result<Self, String> {
        let from = from.parse().map_err(|error| format!("`{from}` is no address to send mails from: {error}"))?;
        if credentials.is_some() && relay.is_open() {
            return Err(format!("a password cannot be sent to {relay}, where anybody on the way could read it"));
        }
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&relay.host)
            .port(relay.port)
            .timeout(Some(PATIENCE))
            .tls(tls(&relay, authorities)?);
        if let Some((name, password)) = credentials {
            builder = builder.credentials(Credentials::new(name, password));
        }
        Ok(Self { transport: builder.build(), relay, from })
    }

    /// Through which server.
    pub fn relay(&self) -> &Relay {
        &self.relay
    }

    /// From whom, as a mail says it.
    pub fn from(&self) -> String {
        self.from.to_string()
    }

    /// Has the server take a mail. If that fails on the way, the server may have taken it all the same.
    ///
    /// # Errors
    /// It did not say that it took it.
    pub async fn send(&self, mail: Mail<'_>) -> Result<(), MailError> {
        let message = self.message(mail).map_err(MailError::Refused)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(told(&error)),
        }
    }

    fn message(&self, mail: Mail<'_>) -> Result<Message, String> {
        let (name, address) = mail.to;
        let parsed = address.parse().map_err(|error| format!("`{address}` is no mail address: {error}"))?;
        // A header cannot hold them, and the library panics at one.
        let name = name.replace(char::is_control, " ");
        let to = Mailbox::new(Some(name), parsed);
        // Out-of-office programs do not answer what says that nobody wrote it. Source: RFC 3834, section 5.
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .subject(mail.subject)
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .multipart(MultiPart::alternative_plain_html(mail.text.to_owned(), mail.html.to_owned()))
            .map_err(|error| format!("the mail cannot be written: {error}"))
    }
}

fn tls(relay: &Relay, authorities: Option<&[u8]>) -> Result<Tls, String> {
    if relay.by == By::Plain {
        return Ok(Tls::None);
    }
    let wrong = |error: lettre::transport::smtp::Error| format!("the certificates for the mail server: {error}");
    let mut parameters = TlsParameters::builder(relay.host.clone());
    if let Some(pem) = authorities {
        parameters = parameters.certificate_store(CertificateStore::None);
        for certificate in authorities_of(pem)? {
            let certificate = Certificate::from_der(certificate.to_vec()).map_err(wrong)?;
            parameters = parameters.add_root_certificate(certificate);
        }
    }
    let parameters = parameters.build().map_err(wrong)?;
    Ok(if relay.by == By::Tls { Tls::Wrapper(parameters) } else { Tls::Required(parameters) })
}

/// Replies x5y are about the mail and its recipient, all others about the conversation. Source: RFC 5321, section 4.2.1.
fn told(error: &lettre::transport::smtp::Error) -> MailError {
    let words = reasons(error);
    let Some(code) = error.status() else { return MailError::Relay(format!("cannot be reached: {words}")) };
    match (code.severity, code.category) {
        (Severity::PermanentNegativeCompletion, Category::MailSystem) => MailError::Refused(words),
        (_, Category::MailSystem) => MailError::Later(words),
        _ => MailError::Relay(format!("refuses: {words}")),
    }
}

/// An error with what caused it, as one line.
fn reasons(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let more = cause.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        source = cause.source();
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailer(relay: &str, credentials: Option<(&str, &str)>) -> Result<Mailer, String> {
        let credentials = credentials.map(|(name, password)| (name.to_owned(), password.to_owned()));
        Mailer::new(relay.parse()?, "Steward <steward@example.org>", credentials, None)
    }

    #[test]
    fn an_address_names_a_protocol_and_a_host_and_no_password() {
        for (text, shown) in [
            ("smtp+starttls://mail.example.org", "smtp+starttls://mail.example.org:587"),
            ("smtps://mail.example.org", "smtps://mail.example.org:465"),
            ("smtp://localhost:2525/", "smtp://localhost:2525"),
            ("smtp://[::1]", "smtp://[::1]:25"),
        ] {
            assert_eq!(text.parse::<Relay>().map(|relay| relay.to_string()).as_deref(), Ok(shown));
        }
        for text in
            ["", "mail.example.org", "http://mail", "smtp://", "smtps://a:b@mail", "smtps://mail/x", "smtps://mail?x"]
        {
            assert!(text.parse::<Relay>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_password_is_not_sent_in_the_clear_and_not_printed() {
        let of = |relay| mailer(relay, Some(("steward", "hunter2")));
        assert!(of("smtp://mail.example.org").expect_err("it is refused").contains("anybody on the way"));
        let ours = of("smtp+starttls://mail.example.org").expect("a mailer");
        assert!(!format!("{ours:?}").contains("hunter2"));
        assert!(of("smtp://localhost").is_ok() && mailer("smtp://mail.example.org", None).is_ok());
        assert!(Mailer::new("smtp://localhost".parse().expect("a relay"), "nobody", None, None).is_err());
        let garbled = Mailer::new("smtps://mail".parse().expect("a relay"), "a@example.org", None, Some(b"none"));
        assert!(garbled.is_err());
    }

    #[test]
    fn a_mail_has_one_recipient_and_one_subject_whatever_stands_in_them() {
        let mailer = mailer("smtp://localhost", None).expect("a mailer");
        let mail = Mail {
            id: "digest.1",
            to: ("Ana\r\nBcc: eve@example.org", "ana@example.org"),
            subject: "Ana\r\nBcc: eve@example.org",
            text: "Hello",
            html: "<p>Hello</p>",
        };
        let message = mailer.message(mail).expect("a message");
        let formatted = String::from_utf8(message.formatted()).expect("text");
        assert_eq!(message.envelope().to().len(), 1);
        assert!(!formatted.lines().any(|line| line.starts_with("Bcc:")), "{formatted}");
        assert!(formatted.contains("Message-ID: <digest.1@example.org>"), "{formatted}");
        assert!(mailer.message(Mail { to: ("Ana", "nobody"), ..mail }).is_err());
    }
}
