//! Queries with a mistake.

use super::{Site, bodies::web_api_message};
use crate::caller::rows;

pub(super) async fn say_where(site: &Site) {
    let deep = format!("$filter={}true{}", "(".repeat(10_000), ")".repeat(10_000));
    for (query, parts) in [
        ("$filter=firstname eq 'a' andd lastname eq 'b'", ["'andd'", "position 17"]),
        ("$filter=fistname eq 'a'", ["'fistname'", "position 0"]),
        ("$filter=firstname eq 'a", ["position 13", "filter"]),
        ("$filter=firstname eq 'a' and contains(lastname", ["position", "filter"]),
        (&deep, ["nested too deeply", "position"]),
        ("$select=firstname,fistname", ["'fistname'", ""]),
        ("$orderby=firstname upwards", ["$orderby at position 0", "'column desc'"]),
        ("$top=many", ["$top", ""]),
        ("$frobnicate=1", ["$frobnicate", ""]),
    ] {
        let answer = site.unharmed(query, site.soul.get(&rows(&format!("contacts?{query}")))).await;
        let message = web_api_message(&answer, 400);
        for part in parts {
            assert!(message.contains(part), "`{part}` is not in: {message}");
        }
    }
}
