//! Mails go out through a real mail server.

mod promotions;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    caller::{Caller, dev, text},
    python,
    server::Server,
};

const PASSWORD: &str = "open sesame";
const BASE: &str = "https://flows.example.org";

/// A mail server, which ends with the story.
struct Relay {
    folder: TempDir,
    process: Option<Child>,
    mode: &'static str,
    port: String,
}

impl Relay {
    async fn start(mode: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("password"), format!("{PASSWORD}\n")).expect("a file");
        let mut relay = Self { folder, process: None, mode, port: "0".to_owned() };
        relay.up().await;
        relay
    }

    /// Starts it, on the port that it had. Its certificate is another one.
    async fn up(&mut self) {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/mail");
        let said = self.folder.path().join("port");
        let _ = fs::remove_file(&said);
        let mut command = Command::new(python::with(&here, "mail-server"));
        command.arg(here.join("relay.py")).arg(self.folder.path()).args([&*self.port, self.mode]);
        self.process = Some(command.stderr(Stdio::null()).spawn().expect("python runs"));
        self.port =
            until("the mail server listens", async || fs::read_to_string(&said).ok().filter(|port| !port.is_empty()))
                .await;
    }

    fn down(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("it can be killed");
            process.wait().expect("it has ended");
        }
    }

    /// The options of a server that sends through it.
    fn options(&self) -> Vec<String> {
        let file = |name: &str| self.folder.path().join(name).display().to_string();
        let through = format!("smtp+starttls://localhost:{}", self.port);
        let (password, authorities) = (file("password"), file("ca.pem"));
        let mut options = vec!["--public-url", BASE, "--mail-through", &through];
        options.extend(["--mail-from", "Steward <steward@demo.example>", "--mail-user", "steward"]);
        options.extend(["--mail-password-file", &password]);
        if PathBuf::from(&authorities).exists() {
            options.extend(["--mail-ca-file", &authorities]);
        }
        options.into_iter().map(str::to_owned).collect()
    }

    async fn server(&self) -> Server {
        let options = self.options();
        Server::start_with(&options.iter().map(String::as_str).collect::<Vec<_>>()).await
    }

    /// What it took.
    fn mails(&self) -> Vec<Value> {
        let taken = fs::read_to_string(self.folder.path().join("mails.jsonl")).unwrap_or_default();
        taken.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.down();
    }
}

/// Asks again and again until there is an answer.
async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(began.elapsed() < Duration::from_secs(90), "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Mails to somebody whose subject has these words in it.
fn to<'a>(mails: &'a [Value], address: &str, words: &str) -> Vec<&'a Value> {
    let is_to = |mail: &&Value| mail["recipients"] == json!([address]) && text(&mail["subject"]).contains(words);
    mails.iter().filter(is_to).collect()
}

/// Approves a plan that gives `to` what `leaver` has.
async fn plan(admin: &Caller, leaver: &str, to: &str, name: &str) {
    let new = json!({"leavers": [leaver], "content": {"name": name, "rules": [{"to": to}]}});
    let plan = text(&admin.post("/api/v1/handovers", new).await.is(201)["id"]);
    admin.post(&format!("/api/v1/handovers/{plan}/approve"), Value::Null).await.is(200);
}

#[tokio::test]
async fn each_is_told_once_whatever_goes_down_meanwhile() {
    let mut relay = Relay::start("tls").await;
    let authorities = fs::read(relay.folder.path().join("ca.pem")).expect("a certificate");
    relay.down();
    let mut server = Server::start().await;
    let admin = server.sign_in("admin").await;
    assert!(admin.get("/api/v1/mails").await.is(200)["through"].is_null(), "nothing is sent by itself");
    let leaves = model::Timestamp::now().plus_millis(10 * 86_400_000).to_string();
    admin.patch("/api/v1/principals/soul", json!({"leavesAt": leaves})).await.ok();
    // Who administers an environment is told of all of it.
    for name in ["roohi", "david"] {
        admin.put(&dev(&format!("members/{name}")), json!({"role": "admin"})).await.ok();
    }
    admin.patch("/api/v1/principals/david", json!({"email": "nobody@demo.example"})).await.ok();
    server.restart_with(relay.options()).await;
    let admin = server.sign_in("admin").await;
    let at_risk = server.sign_in("roohi").await.list("/api/v1/continuity/flows").await;
    until("the digests are made", async || {
        let mails = admin.get("/api/v1/mails").await.is(200);
        (mails["waiting"].as_i64() > Some(1)).then_some(())
    })
    .await;
    until("it is said that nothing goes out", async || server.printed().contains("Mails cannot be sent").then_some(()))
        .await;

    // Meanwhile Soul leaves, and Roohi is asked to take over.
    plan(&admin, "soul", "roohi", "Soul leaves").await;
    admin.post("/api/v1/principals/soul/disable", Value::Null).await.ok();
    server.restart().await;
    relay.up().await;
    assert_ne!(fs::read(relay.folder.path().join("ca.pem")).expect("a certificate"), authorities);
    // The server trusts the former authority until it reads the new one, so that nothing goes out before.
    server.restart().await;
    let admin = server.sign_in("admin").await;
    until("Roohi is asked", async || {
        (!to(&relay.mails(), "roohi@demo.example", "Soul leaves").is_empty()).then_some(())
    })
    .await;
    until("nothing waits", async || (admin.get("/api/v1/mails").await.is(200)["waiting"] == 0).then_some(())).await;

    // Whatever is looked up after a restart is looked up together with this.
    server.restart().await;
    let admin = server.sign_in("admin").await;
    plan(&admin, "soul", "roohi", "Soul has left").await;
    until("Roohi is asked again", async || {
        (!to(&relay.mails(), "roohi@demo.example", "Soul has left").is_empty()).then_some(())
    })
    .await;
    let mails = relay.mails();
    for words in ["at risk", "Soul leaves", "Soul has left"] {
        assert_eq!(to(&mails, "roohi@demo.example", words).len(), 1, "{words}: {mails:#?}");
    }
    for (name, why) in [("soul", "who was disabled"), ("rita", "who owns nothing"), ("nobody", "who has no mailbox")] {
        assert!(to(&mails, &format!("{name}@demo.example"), "").is_empty(), "{why} gets none: {mails:#?}");
    }
    let mut addresses: Vec<String> = mails
        .iter()
        .filter(|it| text(&it["subject"]).contains("at risk"))
        .map(|it| it["recipients"].to_string())
        .collect();
    let count = addresses.len();
    addresses.sort();
    addresses.dedup();
    assert_eq!(addresses.len(), count, "one digest for each");
    for mail in &mails {
        assert_eq!((&mail["tls"], &mail["authenticated"]), (&json!(true), &json!(true)));
        assert_eq!(mail["from"], "Steward <steward@demo.example>");
        assert_eq!(mail["automatic"], "auto-generated");
        let (plain, html) = (text(&mail["text"]), text(&mail["html"]));
        assert!(plain.contains(BASE) && html.contains(BASE), "{mail}");
        assert!(!html.contains("<img") && !html.contains("src="), "nothing is loaded: {html}");
    }
    digest_is_of(&to(&mails, "roohi@demo.example", "at risk")[0]["text"], &at_risk);

    let troubled = admin.get("/api/v1/mails").await.is(200)["troubled"].clone();
    let of = |subject: &str, name: &str| {
        let all = troubled.as_array().expect("a list");
        let its = all.iter().find(|it| it["to"]["name"] == name && text(&it["subject"]).contains(subject));
        text(&its.unwrap_or_else(|| panic!("{troubled}"))["problem"])
    };
    assert!(of("at risk", "david").contains("no such mailbox"));
    assert!(of("at risk", "soul").contains("was deactivated"));
    assert!(!server.printed().contains(PASSWORD) && !server.answers().iter().any(|it| it.contains(PASSWORD)));
}

/// The digest names each flow at risk that its reader sees, why, and what helps most; and no other.
fn digest_is_of(digest: &Value, seen: &[Value]) {
    let digest = text(digest);
    let addresses: Vec<&str> = digest.lines().filter_map(|line| line.trim().strip_prefix(BASE)).collect();
    assert!(!seen.is_empty(), "{digest}");
    for flow in seen {
        let address = format!("/e/{}/flows/{}", text(&flow["environment"]["name"]), text(&flow["flow"]["id"]));
        assert!(addresses.contains(&&*address), "{address} is not in\n{digest}");
        assert!(digest.contains(&text(&flow["reasons"][0]["sentence"])), "{flow}\n{digest}");
        assert!(digest.contains(&text(&flow["steps"][0]["sentence"])), "{flow}\n{digest}");
    }
    assert_eq!(addresses.len(), seen.len(), "{digest}");
}

#[tokio::test]
async fn a_test_says_what_is_wrong() {
    let relay = Relay::start("tls").await;
    let server = relay.server().await;
    let (admin, rita) = (server.sign_in("admin").await, server.sign_in("rita").await);
    let test = |address: &'static str| json!({"to": address});
    rita.post("/api/v1/mails/test", test("rita@demo.example")).await.refused(403, "STW1002");
    rita.get("/api/v1/mails").await.refused(403, "STW1002");
    let done = server.command_as(&admin, &["mail", "test", "ana@demo.example"]).await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(to(&relay.mails(), "ana@demo.example", "arrive").len(), 1);
    for (address, why) in [("nobody@demo.example", "no such mailbox"), ("ana", "no mail address")] {
        let answer = admin.post("/api/v1/mails/test", test(address)).await;
        assert!(answer.text.contains(why), "{}", answer.text);
        answer.refused(409, "STW1132");
    }
    let status = server.command_as(&admin, &["mail", "status"]).await;
    let status = String::from_utf8_lossy(&status.stdout).into_owned();
    assert!(status.contains("through smtp+starttls://localhost:"), "{status}");

    // One that is not whom it says, one that does not know the password, one that does not encrypt, and none.
    let plain = Relay::start("plain").await;
    let wrong = relay.folder.path().join("wrong");
    fs::write(&wrong, "hunter2").expect("a file");
    let mut options = relay.options();
    options.truncate(options.len() - 2);
    let untrusted = options.clone();
    let mut unknown = relay.options();
    unknown.extend(["--mail-password-file".to_owned(), wrong.display().to_string()]);
    let position = unknown.iter().position(|it| it == "--mail-password-file").expect("it is there");
    unknown.drain(position..position + 2);
    for (options, why) in
        [(untrusted, "certificate"), (unknown, "535"), (plain.options(), "STARTTLS"), (Vec::new(), "")]
    {
        let server = Server::start_with(&options.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let answer = server.sign_in("admin").await.post("/api/v1/mails/test", test("ana@demo.example")).await;
        assert!(answer.text.contains(why) && !answer.text.contains("hunter2"), "{why}: {}", answer.text);
        answer.refused(409, if why.is_empty() { "STW1131" } else { "STW1132" });
    }
    assert!(plain.mails().is_empty(), "nothing is sent in the clear");
}
