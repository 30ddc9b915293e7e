//! Lists that a target gives page by page.

use std::collections::HashSet;

use reqwest::Url;
use wdl::{Object, Value};

use super::{Answer, Caller, Failure, LARGEST};

/// How many pages are read. A list that has more goes on without end.
const PAGES: usize = 10_000;

impl Caller {
    /// Reads on where an answer is the first page of a list, until there are at least so many items or no more. The answer's body is
    /// then `{value: [...]}` with all of them. An answer that is no page stays as it is; one to a later page that fails is the result.
    /// Source: pagination policy.
    ///
    /// # Errors
    /// As [`call`](Self::call), for any page; all of them together are too large, or too many.
    pub async fn read_on(&self, inputs: &Value, first: Answer, minimum: usize) -> Result<Answer, Failure> {
        let Some((mut items, mut next)) = page(&first) else { return Ok(first) };
        let (mut size, mut seen) = (first.size, HashSet::new());
        // A target that points to a page again has no more to give.
        while let Some(address) = next.filter(|address| items.len() < minimum && !seen.contains(address)) {
            let answer = self.follow(inputs, &address).await?;
            let Some((more, then)) = page(&answer) else { return Ok(answer) };
            size += answer.size;
            seen.insert(address);
            if size > LARGEST || seen.len() > PAGES {
                let message = format!("The list is larger than {LARGEST} bytes or {PAGES} pages. Ask for fewer items.");
                return Err(Failure { code: "BadGateway", message, may_retry: false });
            }
            items.extend(more);
            next = then;
        }
        let mut outputs = first.outputs.as_object().cloned().unwrap_or_default();
        outputs.insert("body", Value::Object(Object::from([("value", Value::from(items))])));
        Ok(Answer { outputs: Value::Object(outputs), size, ..first })
    }
}

/// The items of a page, and the address of the next one.
fn page(answer: &Answer) -> Option<(Vec<Value>, Option<String>)> {
    let body = answer.outputs.get("body").filter(|_| answer.status < 300)?;
    let items = body.get("value")?.as_array()?.iter().cloned().collect();
    let link = ["@odata.nextLink", "nextLink"].iter().find_map(|name| body.get(name)?.as_str());
    let next = link.filter(|link| !link.is_empty()).map(|link| {
        Url::parse(&answer.url).and_then(|url| url.join(link)).map_or_else(|_| link.to_owned(), String::from)
    });
    Some((items, next))
}
