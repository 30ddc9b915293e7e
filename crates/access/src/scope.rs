//! What a token may be used for.
//!
//! A scope is `NOUN:VERB`. The noun is the one in the address of a request, so what a request wants follows from its method and its
//! address alone, and no address can be forgotten. Tokens without scopes may be used for everything that their principal may do.

use std::{fmt, str::FromStr};

/// The nouns of the API, as its addresses spell them. `rows` are behind the Dataverse Web API.
pub const NOUNS: &[&str] = &[
    "audit",
    "break-glass",
    "certificates",
    "connection-references",
    "connections",
    "connectors",
    "continuity",
    "custom-roles",
    "data-policies",
    "drift",
    "environments",
    "expr",
    "flows",
    "handovers",
    "mails",
    "members",
    "nodes",
    "pipelines",
    "principals",
    "promotions",
    "releases",
    "roles",
    "rows",
    "runs",
    "scim",
    "settings",
    "signing-key",
    "solutions",
    "startable",
    "tables",
    "variables",
];

/// Stands for every noun of [`NOUNS`].
const ALL: &str = "all";
/// The last words of addresses that start, repeat or stop a run.
const RUNS: [&str; 3] = ["run", "resubmit", "cancel"];
/// The last words of addresses that are sent a question and change nothing.
const ASKS: [&str; 2] = ["simulate", "plan"];

/// How far a scope goes; a greater one includes the lesser ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ScopeVerb {
    /// Look.
    Read,
    /// Start, repeat and stop runs, too.
    Run,
    /// Change, too.
    Write,
}

impl fmt::Display for ScopeVerb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Run => "run",
            Self::Write => "write",
        })
    }
}

/// One thing that a token may be used for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scope {
    noun: String,
    verb: ScopeVerb,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.noun, self.verb)
    }
}

impl FromStr for Scope {
    type Err = String;

    /// Refuses nouns and verbs that there are not, with a sentence that says which there are.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let verb = |word: &str| match word {
            "read" => Some(ScopeVerb::Read),
            "run" => Some(ScopeVerb::Run),
            "write" => Some(ScopeVerb::Write),
            _ => None,
        };
        let is_noun = |noun: &str| noun == ALL || NOUNS.contains(&noun);
        let parts = text.split_once(':').filter(|(noun, _)| is_noun(noun));
        let scope = parts.and_then(|(noun, word)| Some(Self { noun: noun.to_owned(), verb: verb(word)? }));
        scope.ok_or_else(|| {
            format!(
                "`{text}` is no scope. A scope is NOUN:read, NOUN:run or NOUN:write; nouns are all, {}.",
                NOUNS.join(", ")
            )
        })
    }
}

/// What a request wants.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// What it is about; nothing is who the caller is, which every token may ask.
    noun: Option<String>,
    verb: ScopeVerb,
    environment: Option<String>,
}

impl Wanted {
    /// What a request with this method and address wants. The address is taken as it was sent, escapes and all: a name that is
    /// written in another way than in our own links is no name that a token is for.
    pub fn of(method: &str, path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let (noun, environment) = match *parts.as_slice() {
            ["api", "v1", "me"] => (None, None),
            ["api", "v1", "environments", environment, noun, ..] => (Some(noun), Some(environment)),
            ["api", "v1", "environments", environment] => (Some("environments"), Some(environment)),
            ["api", "v1", noun, ..] => (Some(noun), None),
            ["scim", ..] => (Some("scim"), None),
            ["environments", environment, ..] => (Some("rows"), Some(environment)),
            _ => (Some(""), None),
        };
        let is_run = parts.last().is_some_and(|last| RUNS.contains(last));
        let verb = match method {
            "GET" | "HEAD" => ScopeVerb::Read,
            "POST" if is_run => ScopeVerb::Run,
            "POST" if parts.last().is_some_and(|last| ASKS.contains(last)) => ScopeVerb::Read,
            _ => ScopeVerb::Write,
        };
        Self { noun: noun.map(str::to_owned), verb, environment: environment.map(str::to_owned) }
    }

    /// The environment that it is about, by name.
    pub fn environment(&self) -> Option<&str> {
        self.environment.as_deref()
    }

    /// Whether it is about the caller alone.
    pub fn is_about_caller(&self) -> bool {
        self.noun.is_none()
    }
}

impl fmt::Display for Wanted {
    /// The smallest scope that it takes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.noun.as_deref().unwrap_or(ALL), self.verb)
    }
}

/// Whether one of the scopes, separated by spaces, lets a request do what it wants. No scopes at all let it do everything.
pub fn allows(scopes: &str, wanted: &Wanted) -> bool {
    let Some(noun) = &wanted.noun else { return true };
    let mut scopes = scopes.split_whitespace().peekable();
    if scopes.peek().is_none() {
        return true;
    }
    scopes.filter_map(|scope| scope.parse::<Scope>().ok()).any(|scope| {
        let is_about = scope.noun == *noun || (scope.noun == ALL && NOUNS.contains(&noun.as_str()));
        is_about && scope.verb >= wanted.verb
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(scopes: &str, method: &str, path: &str) -> bool {
        allows(scopes, &Wanted::of(method, path))
    }

    #[test]
    fn a_scope_is_for_its_noun_and_for_lesser_verbs() {
        let (list, run) = ("/api/v1/environments/dev/flows", "/api/v1/environments/dev/flows/x/run");
        assert!(may("flows:read", "GET", list) && !may("flows:read", "POST", list) && !may("flows:read", "POST", run));
        assert!(may("flows:run", "POST", run) && may("flows:run", "GET", list) && !may("flows:run", "PATCH", list));
        assert!(may("flows:write", "DELETE", list) && may("flows:write", "POST", run));
        assert!(!may("runs:write", "GET", list));
        assert!(may("runs:read flows:read", "GET", list));
        assert!(may("continuity:read", "POST", "/api/v1/continuity/simulate"));
        assert!(may("rows:read", "GET", "/environments/dev/api/data/v9.2/contacts"));
        assert!(may("scim:write", "PATCH", "/scim/v2/Users/x") && !may("scim:write", "GET", "/api/v1/principals"));
        assert!(!may("rows:read", "POST", "/environments/dev/api/data/v9.2/$batch"));
    }

    #[test]
    fn all_is_every_noun_and_not_what_belongs_to_the_caller() {
        assert!(may("all:read", "GET", "/api/v1/audit") && !may("all:read", "POST", "/api/v1/principals"));
        assert!(!may("all:write", "DELETE", "/api/v1/me/sessions/x"), "a token with scopes is no person");
        assert!(may("flows:read", "GET", "/api/v1/me"), "who it is, every token may ask");
        assert!(!may("flows:read", "GET", "/api/v1/me/tokens"));
        assert!(may("", "DELETE", "/api/v1/me/sessions/x"), "no scopes, no limits");
    }

    #[test]
    fn what_is_not_understood_allows_nothing() {
        for scopes in ["flows", "flows:", ":read", "flows:everything", "FLOWS:read", "*:read"] {
            assert!(scopes.parse::<Scope>().is_err(), "{scopes}");
            assert!(!may(scopes, "GET", "/api/v1/environments/dev/flows"), "{scopes}");
        }
        assert!(!may("all:write", "GET", "/somewhere/else"));
    }

    #[test]
    fn a_request_names_its_environment() {
        let of = |path| Wanted::of("GET", path).environment().map(str::to_owned);
        assert_eq!(of("/api/v1/environments/dev/flows"), Some("dev".to_owned()));
        assert_eq!(of("/environments/prod/api/data/v9.2/contacts"), Some("prod".to_owned()));
        assert_eq!((of("/api/v1/environments"), of("/api/v1/audit")), (None, None));
    }
}
