//! What a mail says, as text and as simple HTML. Nothing in it is loaded from anywhere, so nobody learns who reads it.

use quick_xml::escape::escape;

/// A mail's content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Letter {
    pub(crate) subject: String,
    parts: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Said(String),
    /// Something with a page of its own, and what there is to say about it.
    Item {
        title: String,
        notes: Vec<String>,
        address: String,
    },
    Link {
        words: String,
        address: String,
    },
}

impl Letter {
    /// One with this subject, which says nothing yet.
    pub(crate) fn new(subject: impl Into<String>) -> Self {
        Self { subject: line(&subject.into()), parts: Vec::new() }
    }

    /// Says something.
    pub(crate) fn say(&mut self, words: impl Into<String>) {
        self.parts.push(Part::Said(line(&words.into())));
    }

    /// Tells of something that has a page.
    pub(crate) fn tell(&mut self, title: &str, notes: Vec<String>, address: String) {
        let notes = notes.iter().map(|note| line(note)).collect();
        self.parts.push(Part::Item { title: line(title), notes, address });
    }

    /// Points to a page.
    pub(crate) fn link(&mut self, words: &str, address: String) {
        self.parts.push(Part::Link { words: words.to_owned(), address });
    }

    /// For mail programs that show text.
    pub(crate) fn text(&self, to: &str) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Said(words) => words.clone(),
            Part::Item { title, notes, address } => {
                let notes: String = notes.iter().map(|note| format!("  - {note}\n")).collect();
                format!("{title}\n{notes}  {address}")
            }
            Part::Link { words, address } => format!("{words}: {address}"),
        });
        let parts: Vec<String> = parts.collect();
        format!("Hello {},\n\n{}\n", line(to), parts.join("\n\n"))
    }

    /// For the others.
    pub(crate) fn html(&self, to: &str) -> String {
        let link = |address: &str, words: &str| format!("<a href=\"{}\">{}</a>", escape(address), escape(words));
        let parts = self.parts.iter().map(|part| match part {
            Part::Said(words) => format!("<p>{}</p>", escape(words)),
            Part::Item { title, notes, address } => {
                let notes: String = notes.iter().map(|note| format!("<li>{}</li>", escape(note))).collect();
                format!("<p><b>{}</b></p><ul>{notes}</ul>", link(address, title))
            }
            Part::Link { words, address } => format!("<p>{}</p>", link(address, words)),
        });
        let parts: String = parts.collect();
        let to = line(to);
        format!("<!doctype html><html><body><p>Hello {},</p>{parts}</body></html>\n", escape(&to))
    }
}

/// Names may hold anything; in a mail they keep to their line.
fn line(words: &str) -> String {
    words.split(char::is_control).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_the_same_as_text_and_as_html_and_names_stay_names() {
        let mut letter = Letter::new("A flow\r\nBcc: eve");
        letter.say("One of your flows is at risk.");
        let address = "https://steward.example/e/dev/flows/1".to_owned();
        letter.tell("<img src=x>\n& \"more\"", vec!["Ana is its <b>only</b> owner.".to_owned()], address);
        letter.link("All", "https://steward.example/continuity?a=1&b=\"".to_owned());
        assert_eq!(letter.subject, "A flow  Bcc: eve");
        assert_eq!(
            letter.text("Ana\nLima"),
            "Hello Ana Lima,\n\nOne of your flows is at risk.\n\n<img src=x> & \"more\"\n  - Ana is its <b>only</b> owner.\n  \
             https://steward.example/e/dev/flows/1\n\nAll: https://steward.example/continuity?a=1&b=\"\n"
        );
        let html = letter.html("Ana <Lima>");
        assert!(
            html.contains("Hello Ana &lt;Lima&gt;,") && html.contains("&lt;img src=x&gt; &amp; &quot;more&quot;"),
            "{html}"
        );
        assert!(html.contains("its &lt;b&gt;only&lt;/b&gt; owner") && !html.contains("<img"), "{html}");
        assert!(html.contains("href=\"https://steward.example/continuity?a=1&amp;b=&quot;\""), "{html}");
    }
}
