//! A keep-alive connection that asks and waits for the answer, with as little work of its own as there can be: the load and the server
//! share a machine.

use anyhow::{Context as _, Result, bail};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Where a load goes: host and port, and the path.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) host: String,
    path: String,
}

impl Target {
    pub(super) fn of(url: &str) -> Result<Self> {
        let rest = url.strip_prefix("http://").context("the load speaks plain HTTP: give an http:// address")?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        Ok(Self { host: host.to_owned(), path: format!("/{path}") })
    }

    /// The bytes of a request. `headers` are whole lines.
    pub(super) fn request(&self, method: &str, headers: &str, body: &str) -> Vec<u8> {
        let Self { host, path } = self;
        let length = body.len();
        format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
            .into_bytes()
    }
}

/// A connection.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    head: &'a [u8],
    pub(super) body: &'a [u8],
}

impl Answer<'_> {
    pub(super) fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(super) fn header(&self, name: &str) -> Option<String> {
        header(self.head, name).map(|value| String::from_utf8_lossy(value).into_owned())
    }
}

impl Wire {
    pub(super) async fn connect(host: &str) -> Result<Self> {
        let stream = TcpStream::connect(host).await.with_context(|| format!("{host} cannot be reached"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::new() })
    }

    /// Sends a request, and reads its answer to the end.
    pub(super) async fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let end = loop {
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            self.more().await?;
        };
        let (status, length) = read(&self.buffer[..end])?;
        while self.buffer.len() < end + 4 + length {
            self.more().await?;
        }
        Ok(Answer { status, head: &self.buffer[..end], body: &self.buffer[end + 4..] })
    }

    async fn more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

/// The status and the length of what follows.
fn read(head: &[u8]) -> Result<(u16, usize)> {
    let no_answer = || format!("this is no answer: {}", String::from_utf8_lossy(head));
    let status =
        head.get(9..12).and_then(|digits| str::from_utf8(digits).ok()?.parse().ok()).with_context(no_answer)?;
    if matches!(status, 204 | 304) {
        return Ok((status, 0));
    }
    let length = header(head, "content-length").and_then(|value| str::from_utf8(value).ok()?.parse().ok());
    Ok((status, length.with_context(no_answer)?))
}

fn header<'a>(head: &'a [u8], name: &str) -> Option<&'a [u8]> {
    head.split(|byte| *byte == b'\n').skip(1).find_map(|line| {
        let (found, value) = line.split_at_checked(name.len())?;
        let value = value.strip_prefix(b":")?;
        found.eq_ignore_ascii_case(name.as_bytes()).then(|| value.trim_ascii())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read() {
        let head = b"HTTP/1.1 202 Accepted\r\nX-MS-Workflow-Run-Id: 7\r\nContent-length:  12";
        assert_eq!(read(head).unwrap(), (202, 12));
        assert_eq!(header(head, "x-ms-workflow-run-id"), Some(&b"7"[..]));
        assert_eq!(header(head, "x-ms"), None);
        assert_eq!(read(b"HTTP/1.1 204 No Content").unwrap(), (204, 0));
        assert!(read(b"HTTP/1.1 200 OK").is_err());
    }

    #[test]
    fn addresses_are_read() {
        let target = Target::of("http://localhost:8080/triggers/x?sig=y").unwrap();
        assert_eq!((target.host.as_str(), target.path.as_str()), ("localhost:8080", "/triggers/x?sig=y"));
        assert!(Target::of("https://example.org/").is_err());
    }
}
