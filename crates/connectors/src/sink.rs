//! Where records are sent as they are written: a log collector, by syslog or HTTP.
//!
//! The operator names the address, so the policy for calls of flows does not hold here.

pub(crate) mod tls;

use std::{fmt, net::SocketAddr, str::FromStr, time::Duration};

use reqwest::{
    Client, Url,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue},
    redirect,
};
use thiserror::Error;
use tokio::{
    io::{AsyncWrite, AsyncWriteExt as _},
    net::{TcpStream, UdpSocket, lookup_host},
    time::timeout,
};

/// How long a collector may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Facility 13 (log audit), severity 6 (informational). Source: RFC 5424, section 6.2.1.
const PRIORITY: u8 = 13 * 8 + 6;
/// The largest datagram that is tried.
const LARGEST_DATAGRAM: usize = 60_000;

/// One record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// When it happened, as RFC 3339 has it.
    pub at: String,
    /// What kind of record it is (`flow.share`).
    pub kind: String,
    /// The record: one line of JSON.
    pub text: String,
}

/// Where to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    url: Url,
    by: By,
    authorization: Option<HeaderValue>,
    authorities: Option<tls::Authorities>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum By {
    Http,
    Udp,
    Tcp,
    Tls,
}

/// Why records could not be sent.
#[derive(Debug, Error)]
pub enum SinkError {
    /// The collector refused them.
    #[error("the collector answered {0}")]
    Refused(u16),
    /// It could not be reached.
    #[error("the collector cannot be reached: {0}")]
    Unreachable(String),
}

impl SinkError {
    fn unreachable(error: impl fmt::Display) -> Self {
        Self::Unreachable(error.to_string())
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || {
            format!(
                "`{text}` is no address of a collector: it is https://HOST/PATH, syslog+tls://HOST:PORT, syslog+tcp://HOST:PORT or syslog+udp://HOST:PORT"
            )
        };
        let url = Url::parse(text).map_err(|_| refused())?;
        let by = match url.scheme() {
            "http" | "https" => By::Http,
            "syslog+udp" => By::Udp,
            "syslog+tcp" => By::Tcp,
            "syslog+tls" => By::Tls,
            _ => return Err(refused()),
        };
        if url.host().is_none() || !url.username().is_empty() || url.password().is_some() {
            return Err(refused());
        }
        Ok(Self { url, by, authorization: None, authorities: None })
    }
}

impl Address {
    /// The same, where an HTTP collector gets this in the header `Authorization`.
    ///
    /// # Errors
    /// It is nothing that a header can hold.
    pub fn with_authorization(mut self, text: &str) -> Result<Self, String> {
        let value = HeaderValue::from_str(text.trim());
        let mut value = value.map_err(|_| "the authorization of the collector is no text for a header".to_owned())?;
        value.set_sensitive(true);
        self.authorization = Some(value);
        Ok(self)
    }

    /// The same, where a collector that speaks syslog over TLS shows a certificate that one of these vouches for, in place of those that
    /// this machine trusts. They are in the PEM format.
    ///
    /// # Errors
    /// They hold no certificate, or one that cannot be used.
    pub fn with_authorities(mut self, pem: &[u8]) -> Result<Self, String> {
        self.authorities = Some(tls::authorities(pem)?);
        Ok(self)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.url.fmt(f)
    }
}

/// A collector, with a connection that is kept.
pub struct Sink {
    address: Address,
    /// What the sender is called.
    host: String,
    stream: Option<Box<dyn AsyncWrite + Send + Sync + Unpin>>,
    client: Option<Client>,
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sink").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Sink {
    /// A collector that is reached at the first record. `host` is what syslog calls the sender.
    pub fn new(address: Address, host: &str) -> Self {
        let host: String = host.chars().filter(char::is_ascii_graphic).take(255).collect();
        let host = if host.is_empty() { "-".to_owned() } else { host };
        Self { address, host, stream: None, client: None }
    }

    /// Where to.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Sends records in their order. If that fails, some may have arrived.
    ///
    /// # Errors
    /// The collector cannot be reached, or refuses.
    pub async fn send(&mut self, records: &[Record]) -> Result<(), SinkError> {
        let sent = match self.address.by {
            By::Http => timeout(PATIENCE, self.post(records)).await,
            By::Udp => timeout(PATIENCE, self.datagrams(records)).await,
            By::Tcp | By::Tls => timeout(PATIENCE, self.stream(records)).await,
        };
        let sent = sent.unwrap_or_else(|_| Err(SinkError::Unreachable("it takes too long".to_owned())));
        if sent.is_err() {
            self.stream = None;
        }
        sent
    }

    async fn post(&mut self, records: &[Record]) -> Result<(), SinkError> {
        let client = match &self.client {
            Some(client) => client.clone(),
            None => {
                let _ = rustls::crypto::ring::default_provider().install_default();
                let made = Client::builder().redirect(redirect::Policy::none()).build();
                self.client.insert(made.map_err(SinkError::unreachable)?).clone()
            }
        };
        let body: String = records.iter().flat_map(|record| [record.text.as_str(), "\n"]).collect();
        let mut request = client.post(self.address.url.clone()).header(CONTENT_TYPE, "application/x-ndjson").body(body);
        if let Some(authorization) = &self.address.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        let answer = request.send().await.map_err(|error| SinkError::unreachable(error.without_url()))?;
        if answer.status().is_success() { Ok(()) } else { Err(SinkError::Refused(answer.status().as_u16())) }
    }

    async fn datagrams(&self, records: &[Record]) -> Result<(), SinkError> {
        let to = self.resolved(514).await?;
        let from: SocketAddr = if to.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { ([0_u16; 8], 0).into() };
        let socket = UdpSocket::bind(from).await.map_err(SinkError::unreachable)?;
        for record in records {
            let mut text = self.syslog(record).into_bytes();
            text.truncate(LARGEST_DATAGRAM);
            socket.send_to(&text, to).await.map_err(SinkError::unreachable)?;
        }
        Ok(())
    }

    async fn stream(&mut self, records: &[Record]) -> Result<(), SinkError> {
        let mut bytes = Vec::new();
        for record in records {
            // Octet counting. Source: RFC 6587, section 3.4.1.
            let text = self.syslog(record);
            bytes.extend_from_slice(format!("{} {text}", text.len()).as_bytes());
        }
        let stream = match &mut self.stream {
            Some(stream) => stream,
            None => {
                let stream = self.connect().await?;
                self.stream.insert(stream)
            }
        };
        stream.write_all(&bytes).await.map_err(SinkError::unreachable)?;
        stream.flush().await.map_err(SinkError::unreachable)
    }

    async fn connect(&self) -> Result<Box<dyn AsyncWrite + Send + Sync + Unpin>, SinkError> {
        let is_tls = self.address.by == By::Tls;
        let to = self.resolved(if is_tls { 6514 } else { 601 }).await?;
        let stream = TcpStream::connect(to).await.map_err(SinkError::unreachable)?;
        if !is_tls {
            return Ok(Box::new(stream));
        }
        Ok(Box::new(tls::over(stream, &self.host_name(), self.address.authorities.as_ref()).await?))
    }

    fn host_name(&self) -> String {
        self.address.url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned()
    }

    async fn resolved(&self, default_port: u16) -> Result<SocketAddr, SinkError> {
        let port = self.address.url.port().unwrap_or(default_port);
        let mut found = lookup_host((self.host_name(), port)).await.map_err(SinkError::unreachable)?;
        found.next().ok_or_else(|| SinkError::Unreachable("the host has no address".to_owned()))
    }

    /// The record as RFC 5424 has it.
    fn syslog(&self, record: &Record) -> String {
        let kind: String = record.kind.chars().filter(char::is_ascii_graphic).take(32).collect();
        let kind = if kind.is_empty() { "-" } else { &kind };
        format!("<{PRIORITY}>1 {} {} steward - {kind} - {}", record.at, self.host, record.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_protocol_and_a_host_and_no_secret() {
        for good in [
            "https://logs.example.org/in?a=b",
            "http://127.0.0.1:1/",
            "syslog+udp://logs",
            "syslog+tcp://[::1]:601",
            "syslog+tls://logs:6514",
        ] {
            assert_eq!(good.parse::<Address>().map(|address| address.to_string()).as_deref(), Ok(good));
        }
        for bad in
            ["", "syslog+ssl://logs", "logs.example.org", "ftp://logs", "syslog+udp:///", "https://user:secret@logs/"]
        {
            assert!(bad.parse::<Address>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_a_collector_gets_for_authorization_is_not_printed() {
        let address: Address = "https://logs.example.org".parse().expect("an address");
        let address = address.with_authorization("Splunk hunter2\n").expect("a header");
        assert!(!format!("{address:?} {address}").contains("hunter2"));
        assert!(address.with_authorization("a\nb").is_err());
    }

    #[test]
    fn a_record_is_a_line_of_syslog() {
        let sink = Sink::new("syslog+udp://logs".parse().expect("an address"), "a node");
        let record =
            Record { at: "2026-11-22T10:00:00Z".to_owned(), kind: "flow.share".to_owned(), text: "{}".to_owned() };
        assert_eq!(sink.syslog(&record), "<110>1 2026-11-22T10:00:00Z anode steward - flow.share - {}");
    }
}
