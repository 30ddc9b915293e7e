//! Flows that can be saved, to be repaired, but not turned on.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Site;
use crate::{
    answer::Refusal,
    caller::{dev, text},
    flows::{button, call, compose, flow},
};

pub(super) async fn stay_off(site: &Site) {
    let actions = json!({"Frob": call("s", "FrobnicateRecord", json!({"entityName": "contacts"}))});
    cannot_turn_on(site, "Unknown operation", actions).await.says(&["`Frob`", "`FrobnicateRecord`"]);

    let after = |name: &str| json!({"type": "Compose", "inputs": 1, "runAfter": {name: ["Succeeded"]}});
    let circle = json!({"Hen": after("Egg"), "Egg": after("Chick"), "Chick": after("Hen")});
    cannot_turn_on(site, "Circle", circle).await.says(&["circle", "`Hen`", "`Egg`", "`Chick`", "runAfter"]);

    // The first is too long, the second fits and is too deep.
    for (depth, reason) in [(10_000, "longer than 8192 characters"), (1_000, "deep")] {
        let began = Instant::now();
        let nested = format!("@{}true{}", "not(".repeat(depth), ")".repeat(depth));
        let told = cannot_turn_on(site, "Nested", json!({"Deep": compose(json!(nested))})).await;
        told.says(&["actions/Deep/inputs", reason]);
        assert!(began.elapsed() < Duration::from_secs(2), "{depth} levels took {:?}", began.elapsed());
    }
    let mut nested = json!({"Leaf": compose(json!(1))});
    for _ in 0..30 {
        nested = json!({"Scope": {"type": "Scope", "actions": nested, "runAfter": {}}});
    }
    cannot_turn_on(site, "Scopes", nested).await.says(&["Scope"]);
    let text = format!("{{\"triggers\": {{}}, \"actions\": {}1{}}}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    for definition in [json!(text), json!("no json"), json!({"neither": "nor"}), json!(17)] {
        let body = json!({"name": "No flow", "definition": definition});
        let refusal = site.unharmed("no flow", site.soul.post(&dev("flows"), body)).await.refused(422, "STW1022");
        assert_eq!(refusal.path, "definition", "{refusal:?}");
    }
}

/// Saves the flow, whose page shows the mistake; it is refused when it is to be turned on, and starts no run.
async fn cannot_turn_on(site: &Site, name: &str, actions: Value) -> Refusal {
    let new = json!({"name": name, "definition": flow(button(), actions)});
    let saved = site.soul.post(&dev("flows"), new).await.is(201);
    let at = dev(&format!("flows/{}", text(&saved["id"])));
    let enable = format!("{at}/enable");
    let refusal = site.unharmed(name, site.soul.post(&enable, Value::Null)).await.refused(422, "STW1020");
    let detail = site.soul.get(&at).await.is(200);
    assert_eq!(detail["state"], "off");
    let needs: Vec<_> = detail["needs"].as_array().expect("a list").iter().map(text).collect();
    assert!(!needs.is_empty() && needs.iter().all(|need| refusal.words().contains(need)), "{needs:?}: {refusal:?}");
    for problem in detail["diagnostics"].as_array().expect("a list") {
        assert!(problem["path"].as_str().is_some_and(|path| path.starts_with("actions/")), "{problem}");
        let is_expression = problem["code"] == "TemplateParseError";
        assert_eq!(problem["span"].is_array(), is_expression, "a mistake in an expression has a place: {problem}");
    }
    site.soul.post(&format!("{at}/run"), json!({})).await.refused(409, "STW1021");
    site.soul.delete(&at).await.is(204);
    refusal
}
