//! The audit log leaves the server: as a file, and to collectors while it is written.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, UdpSocket},
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::Duration,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use serde_json::Value;

use crate::{server::Server, support::Bench};

const PATIENCE: Duration = Duration::from_secs(30);

/// A collector that speaks HTTP. It refuses the first request, and gives what each later one brings.
fn http_collector() -> (String, Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/in", listener.local_addr().expect("an address"));
    let (send, received) = mpsc::channel();
    thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mut stream = BufReader::new(stream.expect("a caller"));
            let (mut head, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                stream.read_line(&mut line).expect("a line");
                if line.trim().is_empty() {
                    break;
                }
                if let Some(bytes) = line.to_lowercase().strip_prefix("content-length:") {
                    length = bytes.trim().parse().expect("a length");
                }
                head.push_str(&line);
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).expect("a body");
            let status = if number == 0 { "503 Busy" } else { "204 No Content" };
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.get_mut().write_all(answer.as_bytes()).expect("answered");
            if number > 0 && send.send((head, String::from_utf8(body).expect("text"))).is_err() {
                return;
            }
        }
    });
    (address, received)
}

/// A collector that speaks syslog over TCP, and gives each message.
fn syslog_collector() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("syslog+tcp://{}", listener.local_addr().expect("an address"));
    let (send, received) = mpsc::channel();
    thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a caller");
        let _ = messages(stream, &send);
    });
    (address, received)
}

/// Gives each message of a stream of syslog.
fn messages(stream: impl std::io::Read, to: &Sender<String>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut length = Vec::new();
        stream.read_until(b' ', &mut length)?;
        let Ok(length) = String::from_utf8_lossy(&length).trim().parse() else { return Ok(()) };
        let mut message = vec![0; length];
        stream.read_exact(&mut message)?;
        if to.send(String::from_utf8(message).expect("text")).is_err() {
            return Ok(());
        }
    }
}

/// The same over TLS, with a certificate for `localhost`. What callers do who refuse it is given too.
fn tls_collector() -> (u16, Receiver<String>, Receiver<String>) {
    let pem = |text: &'static [u8]| CertificateDer::pem_slice_iter(text).map(|it| it.expect("a certificate")).collect();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("../../../testkit/tls/key.pem")).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(pem(include_bytes!("../../../testkit/tls/certificate.pem")), key)
        .expect("they belong together");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let ((send, received), (refuse, refused)) = (mpsc::channel(), mpsc::channel());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let session = ServerConnection::new(config.clone()).expect("a session");
            if let Err(error) = messages(StreamOwned::new(session, stream), &send) {
                let _ = refuse.send(error.to_string());
            }
        }
    });
    (port, received, refused)
}

#[test]
fn a_collector_over_tls_is_who_the_operator_says_or_gets_nothing() {
    let bench = Bench::with([
        ("ca.pem", include_bytes!("../../../testkit/tls/authority.pem").as_slice()),
        ("other.pem", include_bytes!("../../../testkit/tls/other_authority.pem").as_slice()),
        ("none.pem", b"nothing".as_slice()),
    ]);
    let (port, received, refused) = tls_collector();
    let file = |name: &str| bench.path().join(name).display().to_string();
    let start = |host: &str, authority: &str| {
        let to = format!("syslog+tls://{host}:{port}");
        Server::start_with(&bench, &["--node-name", "first", "--audit-to", &to, "--audit-ca-file", &file(authority)])
    };
    // Another authority, and another name than the certificate's.
    for (host, authority) in [("localhost", "other.pem"), ("127.0.0.1", "ca.pem")] {
        let server = start(host, authority);
        let said = refused.recv_timeout(PATIENCE).expect("it is refused");
        assert!(said.contains("alert") || said.contains("certificate"), "{said}");
        drop(server);
    }
    assert!(received.try_recv().is_err(), "nothing was sent to whom it could not trust");
    let _server = start("localhost", "ca.pem");
    let message = received.recv_timeout(PATIENCE).expect("a message");
    assert!(
        message.starts_with("<110>1 ") && message.contains(" first steward - installation.create - {"),
        "{message}"
    );
    let printed = bench.printed(&[
        "serve",
        "--data",
        "new",
        "--audit-to",
        "syslog+tls://localhost",
        "--audit-ca-file",
        "none.pem",
    ]);
    assert!(printed.contains("the file for certificates holds none"), "{printed}");
}

#[test]
fn collectors_get_every_entry_in_order() {
    let (http, requests) = http_collector();
    let (tcp, messages) = syslog_collector();
    let datagrams = UdpSocket::bind("127.0.0.1:0").expect("a port");
    datagrams.set_read_timeout(Some(PATIENCE)).expect("set");
    let udp = format!("syslog+udp://{}", datagrams.local_addr().expect("an address"));
    let bench = Bench::with([("authorization", b"Splunk canary-collector\n".as_slice())]);
    let authorization = bench.path().join("authorization").display().to_string();
    let to = format!("{http},{tcp},{udp}");
    let arguments = ["--node-name", "first", "--audit-to", &to, "--audit-authorization-file", &authorization];
    let server = Server::start_with(&bench, &arguments);
    let run = |arguments: &[&str]| bench.printed(&[&["--url", server.url.as_str()], arguments].concat());
    run(&["login", "--name", "admin"]);
    assert!(!run(&["user", "disable", "rita"]).contains("error"));

    let mut http_entries: Vec<Value> = Vec::new();
    while http_entries.last().is_none_or(|last| last["action"] != "principal.disable") {
        let (head, body) = requests.recv_timeout(PATIENCE).expect("a request");
        assert!(head.to_lowercase().contains("authorization: splunk canary-collector"), "{head}");
        http_entries.extend(body.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")));
    }
    let numbers: Vec<i64> = http_entries.iter().map(|it| it["seq"].as_i64().expect("a number")).collect();
    assert_eq!(numbers, (1..).take(numbers.len()).collect::<Vec<i64>>());

    for expected in &http_entries {
        let message = messages.recv_timeout(PATIENCE).expect("a message");
        let (head, text) = message.split_once(" - {").expect("a head and a text");
        assert_eq!(&serde_json::from_str::<Value>(&format!("{{{text}")).expect("JSON"), expected);
        let (at, action) =
            (expected["at"].as_str().expect("an instant"), expected["action"].as_str().expect("an action"));
        assert_eq!(head, format!("<110>1 {at} first steward - {action}"));
    }
    let mut datagram = [0; 65_536];
    let length = datagrams.recv(&mut datagram).expect("a datagram");
    assert!(datagram[..length].starts_with(b"<110>1 "));
}

#[test]
fn an_export_is_verified_without_the_server() {
    let bench = Bench::with([]);
    let server = Server::start(&bench);
    let run = |arguments: &[&str]| bench.printed(&[&["--url", server.url.as_str()], arguments].concat());
    run(&["login", "--name", "soul"]);
    assert!(run(&["audit", "export"]).contains("STW1002"), "not everybody may");
    assert!(run(&["audit", "list", "--about", "soul"]).contains("STW1002"));
    run(&["login", "--name", "admin"]);
    let verified = run(&["audit", "verify"]);
    assert!(verified.starts_with("The audit is whole: "), "{verified}");
    assert_eq!(run(&["audit", "export", "--out", "all.jsonl"]), "stderr: Written to all.jsonl.\n");
    let printed = run(&["audit", "verify", "--file", "all.jsonl"]);
    assert!(printed.starts_with("The export is whole: entries 1 to "), "{printed}");
    assert!(run(&["audit", "export", "--out", "all.jsonl"]).contains("exit: "), "no file is overwritten");

    let text = fs::read_to_string(bench.path().join("all.jsonl")).expect("written");
    fs::write(bench.path().join("changed.jsonl"), text.replacen("soul", "saul", 1)).expect("written");
    let without = text.lines().enumerate().filter(|(number, _)| *number != 3).map(|(_, line)| format!("{line}\n"));
    fs::write(bench.path().join("without.jsonl"), without.collect::<String>()).expect("written");
    for broken in ["changed.jsonl", "without.jsonl"] {
        let printed = run(&["audit", "verify", "--file", broken]);
        assert!(printed.contains("The export is BROKEN at line ") && printed.contains("exit: "), "{printed}");
    }

    // What is asked for, and nothing else.
    let some = run(&["audit", "export", "--about", "rita", "--action", "principal"]);
    let entries: Vec<Value> = some.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(!entries.is_empty());
    for entry in &entries {
        assert!(entry["action"].as_str().is_some_and(|action| action.starts_with("principal.")), "{entry}");
        assert!(entry.to_string().contains("rita"), "{entry}");
    }
    let csv = run(&["audit", "export", "--format", "csv", "--environment", "dev"]);
    assert!(csv.starts_with("seq,at,actor,"), "{csv}");
    assert!(csv.lines().count() > 2 && csv.lines().skip(1).all(|line| line.contains(",dev,")), "{csv}");
    assert!(run(&["audit", "list", "--since", "yesterday"]).contains("`since` is an instant"));
    assert!(run(&["audit", "list", "--actor", "nobody"]).contains("STW1003"));
}
