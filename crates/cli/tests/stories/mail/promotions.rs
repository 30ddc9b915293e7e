//! Approvers of a promotion are asked, and its requester hears what becomes of it.

use serde_json::{Value, json};

use super::{Relay, to, until};
use crate::{
    caller::{Caller, text},
    server::Server,
};

/// Brings what is in the source to an environment, as far as it goes by itself.
async fn ask(soul: &Caller, environment: &str, note: &str) -> Value {
    let settings = json!({"EnvironmentVariables": [{"SchemaName": "demo_Site", "Value": environment}], "ConnectionReferences": []});
    let new = json!({
        "pipeline": "demo", "solution": "DemoVisits", "environment": environment, "settings": settings, "note": note,
    });
    soul.post("/api/v1/promotions", new).await.is(201)
}

async fn says(who: &Caller, promotion: &Value, what: &str) {
    let path = format!("/api/v1/promotions/{}/{what}", text(&promotion["id"]));
    let body = match what {
        "apply" => Value::Null,
        _ => json!({"planDigest": promotion["planDigest"], "comment": "not on a <Friday>"}),
    };
    who.post(&path, body).await.is(200);
}

#[tokio::test]
async fn who_is_waited_for_and_who_waits_are_told_once() {
    let relay = Relay::start("tls").await;
    let mut server: Server = relay.server().await;
    let (soul, david, admin) =
        (server.sign_in("soul").await, server.sign_in("david").await, server.sign_in("admin").await);
    let heard = async |whom: &str, words: &str| {
        let address = format!("{whom}@demo.example");
        until(&format!("{whom} hears: {words}"), async || {
            to(&relay.mails(), &address, words).first().map(|mail| (*mail).clone())
        })
        .await
    };

    let asked_of_david = async |times: usize| {
        let is_asked = async || (to(&relay.mails(), "david@demo.example", "waits for").len() == times).then_some(());
        until(&format!("david is asked {times} times"), is_asked).await;
    };

    // Nobody has to approve for Test, so nobody is asked.
    let in_test = ask(&soul, "test", "first").await;
    says(&soul, &in_test, "apply").await;
    heard("soul", "`Visits` 1.0.0.0 is in Test").await;

    let first = ask(&soul, "prod", "see the plan").await;
    assert_eq!(first["state"], "waiting", "{first}");
    let asked = heard("david", "`Visits` 1.0.0.0 waits for your approval for Prod").await;
    let page = format!("{}/promotions/{}", super::BASE, text(&first["id"]));
    for words in ["Soul S. asks to bring", "see the plan", &page] {
        assert!(text(&asked["text"]).contains(words), "{words}: {asked}");
    }
    says(&david, &first, "reject").await;
    let rejected = heard("soul", "was rejected for Prod").await;
    assert!(text(&rejected["text"]).contains("not on a <Friday>"), "{rejected}");
    assert!(text(&rejected["html"]).contains("not on a &lt;Friday&gt;"), "{rejected}");

    // What was approved is not what would happen any more.
    let second = ask(&soul, "prod", "again").await;
    asked_of_david(2).await;
    says(&david, &second, "approve").await;
    heard("soul", "may go to Prod").await;
    admin.patch("/api/v1/environments/prod", json!({"signatures": "warn"})).await.ok();
    soul.post(&format!("/api/v1/promotions/{}/apply", text(&second["id"])), Value::Null).await.refused(409, "STW1109");
    heard("soul", "would do something else in Prod now").await;
    soul.post(&format!("/api/v1/promotions/{}/refresh", text(&second["id"])), Value::Null).await.is(200);
    // About another plan they are asked anew.
    asked_of_david(3).await;

    // After a restart nobody hears anything again; what is asked for then is looked up together with all this.
    server.restart().await;
    let (soul, admin) = (server.sign_in("soul").await, server.sign_in("admin").await);
    ask(&soul, "prod", "last").await;
    asked_of_david(4).await;
    until("nothing waits", async || (admin.get("/api/v1/mails").await.is(200)["waiting"] == 0).then_some(())).await;
    let mails = relay.mails();
    for words in ["is in Test", "was rejected", "may go to", "would do something else"] {
        assert_eq!(to(&mails, "soul@demo.example", words).len(), 1, "{words}: {mails:#?}");
    }
    assert!(to(&mails, "soul@demo.example", "waits for your approval").is_empty(), "who asked does not approve");
    assert_eq!(to(&mails, "roohi@demo.example", "waits for your approval").len(), 4, "each approver is asked");
}
