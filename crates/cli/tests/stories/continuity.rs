//! How well flows are looked after, as everybody sees it who may, and as nobody else does.

use serde_json::{Value, json};

use crate::{
    caller::{Caller, dev, text},
    flows::{add_row, button, flow},
    server::Server,
};

/// The flow at risk with this name, as somebody sees it.
async fn at_risk(who: &Caller, query: &str, name: &str) -> Option<Value> {
    let found = who.list(&format!("/api/v1/continuity/flows?limit=500&environment=dev{query}")).await;
    found.into_iter().find(|it| it["flow"]["displayName"] == name)
}

fn reasons(flow: &Value) -> Vec<String> {
    flow["reasons"].as_array().expect("reasons").iter().map(|it| text(&it["reason"])).collect()
}

#[tokio::test]
async fn a_flow_is_at_risk_until_somebody_sees_to_it() {
    let server = Server::start().await;
    let (soul, roohi, admin, rita) = (
        server.sign_in("soul").await,
        server.sign_in("roohi").await,
        server.sign_in("admin").await,
        server.sign_in("rita").await,
    );
    let new = json!({"name": "Looked after", "definition": flow(button(), json!({"Add": add_row("s", "x")}))});
    let id = text(&soul.post(&dev("flows"), new).await.is(201)["id"]);
    assert_eq!(at_risk(&soul, "", "Looked after").await, None, "what is off cannot break");
    soul.post(&dev(&format!("flows/{id}/enable")), Value::Null).await.ok();
    let share = dev(&format!("flows/{id}/grants/roohi"));
    let alone = at_risk(&soul, "", "Looked after").await.expect("it has one owner");
    assert_eq!(reasons(&alone), ["oneOwner"]);
    assert_eq!((&alone["score"], &alone["busFactor"]), (&json!(70), &json!(1)));
    assert_eq!(alone["reasons"][0]["sentence"], "Soul S. is its only owner.");
    assert_eq!((&alone["steps"][0]["kind"], &alone["steps"][0]["gain"]), (&json!("addCoOwner"), &json!(30)));
    assert_eq!(at_risk(&soul, "&reason=orphan", "Looked after").await, None);
    assert!(at_risk(&soul, "&reason=oneOwner&principal=soul", "Looked after").await.is_some());
    assert_eq!(at_risk(&soul, "&principal=roohi", "Looked after").await, None, "it does not concern Roohi");
    assert!(at_risk(&admin, "", "Looked after").await.is_some());
    assert_eq!(at_risk(&roohi, "", "Looked after").await, None, "not Roohi's");
    assert_eq!(rita.list("/api/v1/continuity/flows").await, [] as [Value; 0]);
    let before = soul.get("/api/v1/continuity?environment=dev").await.is(200);

    soul.put(&share, json!({"tier": "coOwner"})).await.ok();
    assert_eq!(at_risk(&soul, "", "Looked after").await, None);
    let after = roohi.get("/api/v1/continuity?environment=dev").await.is(200);
    assert!(after["score"].as_i64() > Some(0) && after["flows"].as_i64() > Some(0), "{after}");
    let count = |view: &Value| {
        view["tiles"]
            .as_array()
            .expect("tiles")
            .iter()
            .find(|it| it["reason"] == "oneOwner")
            .map(|it| it["count"].clone())
    };
    let now = soul.get("/api/v1/continuity?environment=dev").await.is(200);
    assert_eq!(count(&before).and_then(|it| it.as_i64()), count(&now).and_then(|it| Some(it.as_i64()? + 1)));

    let leaves = json!({"leavesAt": "2999-12-01T00:00:00Z"});
    admin.patch("/api/v1/principals/soul", leaves).await.is(200);
    let leaving = at_risk(&roohi, "&reason=personLeaving", "Looked after").await.expect("Soul's connection goes");
    assert_eq!(text(&leaving["breaksAt"]).get(..10), Some("2999-12-01"));
    admin.post("/api/v1/principals/soul/disable", Value::Null).await.ok();
    let broken = at_risk(&roohi, "", "Looked after").await.expect("it is broken");
    assert_eq!(reasons(&broken), ["oneOwner", "connectionBroken"]);
    assert_eq!((&broken["score"], &broken["steps"][0]["kind"]), (&json!(30), &json!("swapConnection")));
    let pages = roohi.get("/api/v1/continuity/flows?limit=1").await.is(200);
    let next = text(&pages["next"]);
    let other =
        roohi.get(&format!("/api/v1/continuity/flows?limit=1&after={}", next.replace(' ', "%20"))).await.is(200);
    assert_ne!(pages["value"][0]["flow"], other["value"][0]["flow"]);
    soul_is_shown(&roohi, &admin, &rita, &id).await;
    admin.get("/api/v1/continuity?environment=nowhere").await.refused(404, "STW1003");
    admin.get("/api/v1/continuity/flows?principal=nobody").await.refused(404, "STW1003");
}

/// What hangs on Soul is for those who oversee it, and what hangs on oneself for everybody.
async fn soul_is_shown(roohi: &Caller, admin: &Caller, rita: &Caller, flow: &str) {
    let soul = admin.get("/api/v1/continuity/people/soul").await.is(200);
    let owns = soul["owns"].as_array().expect("flows");
    assert!(owns.iter().any(|it| it["flow"]["id"] == flow), "{soul}");
    assert_eq!(soul["principal"]["active"], json!(false));
    assert!(soul["connections"].as_array().is_some_and(|it| it.iter().any(|one| one["flows"].as_u64() > Some(0))));
    assert!(soul["tokens"].is_array() && soul["handovers"].is_array());
    roohi.get("/api/v1/continuity/people/soul").await.refused(403, "STW1002");
    rita.get("/api/v1/continuity/people/soul").await.refused(403, "STW1002");
    assert_eq!(rita.get("/api/v1/continuity/people/rita").await.is(200)["owns"], json!([]));
    admin.get("/api/v1/continuity/people/nobody").await.refused(404, "STW1003");
    admin.put(&dev("members/roohi"), json!({"role": "auditor"})).await.ok();
    let overseen = roohi.get("/api/v1/continuity/people/soul").await.is(200);
    assert!(overseen["owns"].as_array().is_some_and(|it| it.iter().any(|one| one["flow"]["id"] == flow)));
    assert_eq!(overseen["tokens"], Value::Null, "tokens belong to no environment");
}

/// A server writes down how the flows stand when it starts. The history is for those who see every flow of an environment.
#[tokio::test]
async fn the_score_has_a_history() {
    let server = Server::start().await;
    let (admin, roohi) = (server.sign_in("admin").await, server.sign_in("roohi").await);
    let mut history = json!([]);
    for _ in 0..200 {
        history = admin.get("/api/v1/continuity").await.is(200)["history"].clone();
        if history != json!([]) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(history.as_array().map(Vec::len), Some(1), "{history}");
    assert_eq!(roohi.get("/api/v1/continuity").await.is(200)["history"], json!([]));
    let own = admin.get("/api/v1/continuity?environment=dev").await.is(200);
    assert_eq!(own["history"].as_array().map(Vec::len), Some(1));
}
