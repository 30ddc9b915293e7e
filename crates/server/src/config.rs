//! How a server is set up.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use app::sign_in::provider::Admission;
use store::Secret;

/// Where a server listens, and what it takes.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address to listen on. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// What callers see in front of it (`https://flows.example.org`), where that is known; else what their requests say.
    pub public_url: Option<String>,
    /// Providers of identities, where users may sign in too.
    pub providers: Vec<ProviderConfig>,
    /// Limits, against a caller that is broken or hostile.
    pub limits: Limits,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            public_url: None,
            providers: Vec::new(),
            limits: Limits::default(),
        }
    }
}

/// A provider of identities (OpenID Connect), as it is configured.
#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// What people read on the sign-in page.
    pub label: String,
    /// The address below which it describes itself.
    pub issuer: String,
    /// What it knows this installation as.
    pub client_id: String,
    /// What shows that it is this installation. A public client has none.
    pub client_secret: Option<Secret>,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// The claim that a new user is named after.
    pub name_claim: String,
    /// The claim that says which groups somebody is in.
    pub groups_claim: Option<String>,
    /// Whom its users are here.
    pub admission: Admission,
}

/// What a server takes from one caller.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The most bytes of a body.
    pub body: usize,
    /// The most bytes of an upload of a solution.
    pub package: usize,
    /// How long the head of a request may take.
    pub head_time: Duration,
    /// How long a body may be silent.
    pub body_time: Duration,
    /// How many connections are open at a time; more wait.
    pub connections: usize,
    /// How long requests may go on after the server was told to stop.
    pub drain_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 32 << 20,
            package: 128 << 20,
            head_time: Duration::from_secs(15),
            body_time: Duration::from_secs(30),
            connections: 4_096,
            drain_time: Duration::from_secs(20),
        }
    }
}
