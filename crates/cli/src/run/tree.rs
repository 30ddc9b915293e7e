//! Actions of a run, each below the one that holds it.

use std::collections::HashMap;

use serde_json::Value;

/// An action and how deep it stands.
pub(super) struct Line<'a> {
    pub(super) action: &'a Value,
    pub(super) depth: usize,
}

/// The name of an action, and in which iteration of the loops around it.
type Place = (String, Vec<u64>);

/// The actions in the order in which they began, those inside another one below it.
pub(super) fn lines<'a>(actions: &[&'a Value]) -> Vec<Line<'a>> {
    let places: Vec<Place> = actions.iter().map(|action| place(action)).collect();
    let known: HashMap<&Place, usize> = places.iter().enumerate().map(|(at, place)| (place, at)).collect();
    let mut inside: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut waiting = Vec::new();
    for (at, action) in actions.iter().enumerate() {
        match holder(action, &places[at].1)
            .and_then(|holder| known.get(&holder).copied())
            .filter(|holder| *holder != at)
        {
            Some(holder) => inside.entry(holder).or_default().push(at),
            None => waiting.push((at, 0)),
        }
    }
    waiting.reverse();
    let mut lines = Vec::with_capacity(actions.len());
    while let Some((at, depth)) = waiting.pop() {
        lines.push(Line { action: actions[at], depth });
        let below = inside.remove(&at).unwrap_or_default();
        waiting.extend(below.into_iter().rev().map(|at| (at, depth + 1)));
    }
    lines
}

fn place(action: &Value) -> Place {
    let steps = action["path"].as_array().into_iter().flatten();
    let indexes = steps.filter_map(|step| step["index"].as_u64()).collect();
    (action["name"].as_str().unwrap_or_default().to_owned(), indexes)
}

/// The place of the action that holds this one: outside the iteration, where that is the loop itself.
fn holder(action: &Value, indexes: &[u64]) -> Option<Place> {
    let parent = action["parent"].as_str()?;
    let last = action["path"].as_array().and_then(|path| path.last());
    let is_loop = last.is_some_and(|step| step["loop"] == parent);
    let around = if is_loop { &indexes[..indexes.len() - 1] } else { indexes };
    Some((parent.to_owned(), around.to_vec()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn actions_stand_below_what_holds_them() {
        let step = |index: u64| json!({"loop": "Each", "index": index});
        let actions = [
            json!({"name": "Each", "path": []}),
            json!({"name": "If", "parent": "Each", "path": [step(0)]}),
            json!({"name": "If", "parent": "Each", "path": [step(1)]}),
            json!({"name": "Say", "parent": "If", "path": [step(1)]}),
            json!({"name": "Say", "parent": "If", "path": [step(0)]}),
            json!({"name": "After", "path": []}),
            json!({"name": "Lost", "parent": "Nowhere", "path": []}),
        ];
        let printed: Vec<String> = lines(&actions.iter().collect::<Vec<_>>())
            .iter()
            .map(|line| {
                format!("{}{}{:?}", " ".repeat(line.depth), line.action["name"].as_str().unwrap(), place(line.action).1)
            })
            .collect();
        assert_eq!(printed, ["Each[]", " If[0]", "  Say[0]", " If[1]", "  Say[1]", "After[]", "Lost[]"]);
    }
}
