//! What flows of W4 call: a server on loopback that thinks for 20 ms before each answer.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

use anyhow::Result;

/// How long each answer takes.
const THINKS: Duration = Duration::from_millis(20);
const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\nConnection: keep-alive\r\n\r\n{\"ok\":true}";

/// Serves until the program ends, and answers where. Each connection has a thread of its own, because the timers of the async runtime
/// only know whole milliseconds.
pub(super) fn serve() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer(stream));
        }
    });
    Ok(url)
}

/// Answers requests without a body until the caller goes.
fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut buffer, mut head) = ([0; 4_096], Vec::new());
    loop {
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        head.extend_from_slice(&buffer[..read]);
        if head.ends_with(b"\r\n\r\n") {
            head.clear();
            thread::sleep(THINKS);
            stream.write_all(ANSWER)?;
        }
    }
}
