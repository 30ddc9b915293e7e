//! Ana signs in at a provider of identities: a real one, through its own form. Then others try what must not work.

mod browser;
mod provider;

use serde_json::{Value, json};

use self::{
    browser::Browser,
    provider::{Provider, SECRET, closed_port},
};
use crate::{
    caller::{Caller, text},
    server::Server,
};

const CORP: &str = "/auth/oidc/corp/start";

/// A server and the provider that it knows as `corp`. It knows another one as `gone`, which is not there.
struct Site {
    server: Server,
    provider: Provider,
    admin: Caller,
}

impl Site {
    async fn start(claims_in_id_token: bool) -> Self {
        let mut provider = Provider::prepare(claims_in_id_token);
        let gone = format!("http://127.0.0.1:{}", closed_port());
        let entry = |name: &str, issuer: &str, creates_users: bool| {
            json!({
                "name": name, "label": "Corp", "issuer": issuer, "clientId": "steward",
                "clientSecretFile": provider.secret_file(), "scopes": ["profile", "email", "groups"],
                "groupsClaim": "groups", "groups": {"eng": "engineers", "ops": "operators"}, "createsUsers": creates_users,
            })
        };
        let file = provider.file(
            "providers.json",
            &json!([
                entry("corp", provider.issuer(), true),
                entry("closed", provider.issuer(), false),
                entry("gone", &gone, true)
            ]),
        );
        let server = Server::start_with(&["--providers", &file]).await;
        provider.start(&["corp", "closed"].map(|name| format!("{}/auth/oidc/{name}/callback", server.base())));
        let admin = server.sign_in("admin").await;
        for group in ["engineers", "operators"] {
            admin.post("/api/v1/principals", json!({"kind": "group", "name": group})).await.ok();
        }
        Self { server, provider, admin }
    }

    fn browser(&self) -> Browser {
        Browser::new(self.server.base())
    }

    async fn members(&self, group: &str) -> Vec<String> {
        let members = self.admin.list(&format!("/api/v1/principals/{group}/members")).await;
        members.iter().map(|member| text(&member["name"])).collect()
    }

    /// Whom a browser is signed in as, and how.
    async fn me(&self, browser: &Browser) -> Option<(String, String)> {
        let me = browser.json("/api/v1/me").await?;
        let sessions = browser.json("/api/v1/me/sessions").await?;
        let current = sessions["value"].as_array()?.iter().find(|session| session["current"] == true)?.clone();
        Some((text(&me["principal"]["name"]), text(&current["how"])))
    }
}

#[tokio::test]
async fn somebody_signs_in_through_the_form_of_a_provider() {
    let site = Site::start(false).await;
    let providers = site.server.nobody().get("/auth/providers").await.is(200);
    assert_eq!(providers["value"][0], json!({"name": "corp", "label": "Corp"}));

    // The first time, a user is made and is in the groups that the claim names.
    site.provider.set_groups(&json!({"ana": ["eng", "elsewhere"]}));
    let ana = site.browser();
    let end = ana.sign_in(&format!("{CORP}?returnTo=/e/dev/flows%3Fx=1"), "ana").await;
    assert_eq!(end, "/e/dev/flows?x=1", "the page that was asked for");
    assert_eq!(site.me(&ana).await, Some(("ana".to_owned(), "corp".to_owned())));
    assert_eq!((site.members("engineers").await, site.members("operators").await), (vec!["ana".to_owned()], vec![]));

    // The next time it is the same user, and the groups are those of then.
    site.provider.set_groups(&json!({"ana": ["ops"]}));
    let again = site.browser();
    assert_eq!(again.sign_in(CORP, "ana").await, "/");
    assert_eq!(site.me(&again).await, Some(("ana".to_owned(), "corp".to_owned())));
    assert_eq!((site.members("engineers").await, site.members("operators").await), (vec![], vec!["ana".to_owned()]));

    // The mail address of the provider's user is Soul's, and so may be the name: neither makes anybody Soul.
    let thief = site.browser();
    assert_eq!(thief.sign_in(CORP, "soul").await, "/sign-in?error=STW1072");
    assert_eq!(site.me(&thief).await, None);

    // Where users are not made, only those come in whom an administrator has linked.
    let closed = "/auth/oidc/closed/start";
    assert_eq!(site.browser().sign_in(closed, "david-at-corp").await, "/sign-in?error=STW1072");
    let link = json!({"issuer": site.provider.issuer(), "subject": "david-at-corp"});
    site.admin.post("/api/v1/principals/david/provider-users", link).await.is(204);
    let david = site.browser();
    assert_eq!(david.sign_in(closed, "david-at-corp").await, "/");
    assert_eq!(site.me(&david).await, Some(("david".to_owned(), "closed".to_owned())));

    // Whoever is disabled is out at once, and the provider does not bring anybody back.
    site.admin.post("/api/v1/principals/ana/disable", Value::Null).await.ok();
    assert_eq!((site.me(&ana).await, site.me(&again).await), (None, None));
    assert_eq!(site.browser().sign_in(CORP, "ana").await, "/sign-in?error=STW1072");
    assert_eq!(site.admin.get("/api/v1/principals/ana").await.is(200)["active"], false);

    for told in site.server.answers().into_iter().chain([site.server.printed()]) {
        assert!(!told.contains(SECRET), "the client's secret is told: {told}");
    }
}

#[tokio::test]
async fn claims_may_be_in_the_id_token() {
    let site = Site::start(true).await;
    site.provider.set_groups(&json!({"ana": ["eng"]}));
    let ana = site.browser();
    assert_eq!(ana.sign_in(CORP, "ana").await, "/");
    assert_eq!(site.me(&ana).await, Some(("ana".to_owned(), "corp".to_owned())));
    assert_eq!(site.members("engineers").await, ["ana"]);
}

#[tokio::test]
async fn an_answer_counts_once_in_its_browser_and_as_it_was_asked_for() {
    let site = Site::start(false).await;
    let refused = "/sign-in?error=STW1071";

    // Wrong state, none at all, and the right answer in another browser.
    let ana = site.browser();
    let callback = ana.callback_of(CORP, "ana", |page| page).await;
    assert_eq!(ana.follow(&callback.replace("state=", "state=x")).await, refused);
    let other = site.browser();
    assert_eq!(other.follow(&callback).await, refused);
    other.get(CORP).await;
    assert_eq!(other.follow(&callback).await, refused, "a sign-in of its own does not help");
    assert_eq!(site.me(&other).await, None);

    // The same answer again, after it has counted; and its code in another sign-in.
    let ana = site.browser();
    let callback = ana.callback_of(CORP, "ana", |page| page).await;
    assert_eq!(ana.follow(&callback).await, "/");
    assert_eq!(ana.follow(&callback).await, refused, "it was taken");
    let next = site.browser();
    let fresh = next.callback_of(CORP, "ana", |page| page).await;
    let code = |address: &str| browser::parameter(address, "code");
    let replayed = fresh.replace(&code(&fresh), &code(&callback));
    assert_eq!(next.follow(&replayed).await, refused, "the code was used");
    assert_eq!(site.me(&next).await, None);

    // What the provider was asked for was changed on the way: the nonce, and the challenge of PKCE.
    for parameter in ["nonce", "code_challenge"] {
        let changed = site.browser();
        let change = |page: String| {
            let was = browser::parameter(&page, parameter);
            page.replace(&format!("{parameter}={was}"), &format!("{parameter}={}", "A".repeat(43)))
        };
        let callback = changed.callback_of(CORP, "ana", change).await;
        assert_eq!(changed.follow(&callback).await, refused, "{parameter}");
        assert_eq!(site.me(&changed).await, None, "{parameter}");
    }

    // The provider refuses, and says so in words that are nobody's business.
    let asks = site.browser();
    let page = asks.get(CORP).await.location;
    let state = browser::parameter(&page, "state");
    let answer = format!("/auth/oidc/corp/callback?error=access_denied%0aforged&state={state}");
    assert_eq!(asks.follow(&answer).await, refused);
    assert!(site.server.printed().contains("access_denied\\nforged"), "the log has one line of it");
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let site = Site::start(false).await;
    for asked in [
        "//evil.test",
        "/%5Cevil.test",
        "https:%2F%2Fevil.test",
        "https:evil.test",
        "/%09/evil.test",
        "%2F%2Fevil.test",
    ] {
        let browser = site.browser();
        assert_eq!(browser.sign_in(&format!("{CORP}?returnTo={asked}"), "ana").await, "/", "{asked}");
    }
}

#[tokio::test]
async fn a_provider_that_is_down_is_told_and_passwords_work() {
    let mut site = Site::start(false).await;
    let down = "/sign-in?error=STW1070";
    assert_eq!(site.browser().follow("/auth/oidc/gone/start").await, down);
    assert_eq!(site.browser().get("/auth/oidc/nobody/start").await.status, 404);
    let ana = site.browser();
    let callback = ana.callback_of(CORP, "ana", |page| page).await;
    site.provider.stop();
    assert_eq!(ana.follow(&callback).await, down, "it went down meanwhile");
    assert_eq!(site.me(&ana).await, None);
    site.server.sign_in("soul").await.get("/api/v1/me").await.is(200);
}
