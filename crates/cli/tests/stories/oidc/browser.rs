//! As much of a browser as a sign-in takes: cookies, redirects one by one, and forms.

use std::time::Duration;

use reqwest::{Client, Response, Url, redirect::Policy};
use serde_json::Value;

pub(super) struct Browser {
    client: Client,
    base: Url,
}

/// What a step gave.
pub(super) struct Step {
    pub(super) status: u16,
    /// Where it leads; nothing if it does not.
    pub(super) location: String,
    address: Url,
    text: String,
}

impl Browser {
    pub(super) fn new(base: &str) -> Self {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).timeout(Duration::from_secs(30));
        Self { client: client.build().expect("a client"), base: base.parse().expect("an address") }
    }

    /// One step, to a path of the server or to anywhere.
    pub(super) async fn get(&self, address: &str) -> Step {
        let address = self.base.join(address).expect("an address");
        // What a browser says of a link on another site.
        let request = self.client.get(address).header("Sec-Fetch-Site", "cross-site");
        step(request.send().await.expect("an answer")).await
    }

    /// What the server answers with to its own pages, if it answers.
    pub(super) async fn json(&self, path: &str) -> Option<Value> {
        let step = self.get(path).await;
        (step.status == 200).then(|| serde_json::from_str(&step.text).expect("JSON"))
    }

    /// Follows one redirect of the server, and answers where it leads: no further, because that is a page of the UI.
    pub(super) async fn follow(&self, address: &str) -> String {
        let step = self.get(address).await;
        assert_eq!(step.status, 303, "{address}: {}", step.text);
        step.location
    }

    /// Signs in at the provider, and answers where the server leads then.
    pub(super) async fn sign_in(&self, start: &str, name: &str) -> String {
        let callback = self.callback_of(start, name, |page| page).await;
        self.follow(&callback).await
    }

    /// Signs in at the provider up to where it leads back to, and answers that address. `change` may change what the provider is
    /// asked.
    pub(super) async fn callback_of(&self, start: &str, name: &str, change: impl Fn(String) -> String) -> String {
        let mut step = self.get(&change(self.follow(start).await)).await;
        for _ in 0..20 {
            if step.location.contains("/callback?") && step.location.starts_with(self.base.as_str()) {
                return step.location;
            }
            step = if step.location.is_empty() {
                self.submit(&step, name).await
            } else {
                self.get(step.address.join(&step.location).expect("an address").as_str()).await
            };
        }
        panic!("the provider does not lead back, but shows {}", step.text);
    }

    /// Sends the form of a page.
    async fn submit(&self, page: &Step, name: &str) -> Step {
        let action = attribute(&page.text, "<form", "action").expect("a form");
        let prompt = attribute(&page.text, "name=\"prompt\"", "value").expect("what the form is for");
        let body = format!("prompt={prompt}&login={name}&password=anything");
        let address = page.address.join(&action).expect("an address");
        let request = self.client.post(address).header("Content-Type", "application/x-www-form-urlencoded").body(body);
        step(request.send().await.expect("an answer")).await
    }
}

async fn step(answer: Response) -> Step {
    let location = answer.headers().get("location").map(|value| value.to_str().expect("text").to_owned());
    let (status, address) = (answer.status().as_u16(), answer.url().clone());
    let text = answer.text().await.expect("a body");
    Step { status, location: location.unwrap_or_default(), address, text }
}

/// The value of an attribute that stands somewhere behind a text.
fn attribute(page: &str, behind: &str, name: &str) -> Option<String> {
    let rest = page.split_once(behind)?.1;
    let value = rest.split_once(&format!("{name}=\""))?.1;
    Some(value.split('"').next()?.to_owned())
}

/// The value of a parameter of an address, as it stands there.
pub(super) fn parameter(address: &str, name: &str) -> String {
    let query = address.split_once('?').expect("a query").1;
    let found = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    found.unwrap_or_else(|| panic!("{address} has no {name}")).to_owned()
}
