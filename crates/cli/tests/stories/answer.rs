//! What the server answers.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// An answer, whole.
pub(crate) struct Answer {
    /// What was asked: method and address.
    pub(crate) asked: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

/// An error as the API words it.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) message: String,
    pub(crate) hint: String,
    pub(crate) path: String,
}

impl Answer {
    /// The body, where it is JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{}: {} {}", self.asked, self.status, self.text);
        self.json()
    }

    /// The body of exactly this success.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text);
        self.json()
    }

    /// The error, which has this status and code, a message and a title, and the id that the log has it under.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: &str) -> Refusal {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text);
        let error = &self.json()["error"];
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(text("code"), code, "{}: {}", self.asked, self.text);
        assert!(!text("message").is_empty() && !text("title").is_empty(), "{}: {}", self.asked, self.text);
        assert!(!text("correlationId").is_empty(), "{}: {}", self.asked, self.text);
        Refusal { message: text("message"), hint: text("hint"), path: text("path") }
    }
}

impl Refusal {
    /// Everything that it says, for stories that only care that a thing is said.
    pub(crate) fn words(&self) -> String {
        [&*self.message, &self.hint, &self.path].join(" | ")
    }

    #[track_caller]
    pub(crate) fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.words().contains(part), "`{part}` is not in {self:?}");
        }
        self
    }
}
