//! Flows that nobody thought of.

use proptest::prelude::*;

/// A block as a tree: each action with its children, and the siblings that it runs after.
#[derive(Clone, Debug)]
struct Action {
    kind: Kind,
    /// Which of the earlier siblings, counted backwards, and with which statuses.
    after: Vec<(prop::sample::Index, u8)>,
}

#[derive(Clone, Debug)]
enum Kind {
    Line(&'static str),
    Block(&'static str, Vec<Action>, Option<Vec<Action>>),
}

/// The text of a flow of up to some dozens of actions.
pub(crate) fn flow() -> impl Strategy<Value = String> {
    block().prop_map(|block| {
        let mut text = String::from("v: init integer n 0\nw: init array l [1]\n");
        write(&block, 0, false, &mut 0, &mut text);
        text
    })
}

fn lines() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::Line("call"),
        Kind::Line("call"),
        Kind::Line("call with {\"limit\": {\"timeout\": \"PT7S\"}}"),
        Kind::Line("http"),
        Kind::Line("compose @add(variables('n'), 1)"),
        Kind::Line("compose @int('x')"),
        Kind::Line("compose @variables('l')"),
        Kind::Line("increment n"),
        Kind::Line("append l @variables('n')"),
        Kind::Line("set n 5"),
        Kind::Line("wait 3 Second"),
        Kind::Line("wait 0 Second"),
        Kind::Line("query [1, 2] where @greater(item(), 1)"),
        Kind::Line("respond 200"),
        Kind::Line("terminate Failed E it ended"),
        Kind::Line("parse @string('{oops')"),
    ])
}

fn block() -> impl Strategy<Value = Vec<Action>> {
    let leaf = prop::collection::vec(action(lines().boxed()), 0..4);
    leaf.prop_recursive(3, 24, 4, |inner| {
        let heads = prop::sample::select(vec![
            "scope",
            "scope with {\"limit\": {\"timeout\": \"PT9S\"}}",
            "foreach [1, 2, 3]",
            "foreach []",
            "foreach @variables('n')",
            "foreach [1, 2, 3] with {\"runtimeConfiguration\": {\"concurrency\": {\"repetitions\": 2}}}",
            "until @equals(1, 2) with {\"limit\": {\"count\": 2}}",
            "until @equals(1, 1)",
            "if @equals(mod(variables('n'), 2), 0)",
            "if @variables('l')",
            "switch @variables('n')",
        ]);
        let blocks = (heads, inner.clone(), prop::option::of(inner))
            .prop_map(|(head, children, other)| Kind::Block(head, children, other));
        prop::collection::vec(action(prop_oneof![lines(), blocks].boxed()), 0..6)
    })
}

fn action(kind: BoxedStrategy<Kind>) -> impl Strategy<Value = Action> {
    let after = prop::collection::vec((any::<prop::sample::Index>(), 1_u8..16), 0..3);
    (kind, after).prop_map(|(kind, after)| Action { kind, after })
}

/// In loops, what may not stand there becomes something else.
fn write(block: &[Action], indent: usize, in_loop: bool, next: &mut usize, text: &mut String) {
    let mut siblings: Vec<String> = Vec::new();
    for action in block {
        let name = format!("a{next}");
        *next += 1;
        let space = " ".repeat(indent);
        let mut after: Vec<(String, u8)> = Vec::new();
        for (index, statuses) in action.after.iter().filter(|_| !siblings.is_empty()) {
            let on = index.get(&siblings).clone();
            if after.iter().all(|(earlier, _)| *earlier != on) {
                after.push((on, *statuses));
            }
        }
        let words = |statuses: u8| {
            let all = ["Succeeded", "Failed", "Skipped", "TimedOut"];
            all.iter()
                .enumerate()
                .filter(move |(at, _)| statuses & (1 << at) != 0)
                .map(|(_, word)| format!(" {word}"))
                .collect::<String>()
        };
        let after: Vec<String> = after.iter().map(|(on, statuses)| format!("{on}{}", words(*statuses))).collect();
        let after = if after.is_empty() { String::new() } else { format!(" after {}", after.join(" and ")) };
        match &action.kind {
            Kind::Line(line) if in_loop && (line.starts_with("respond") || line.starts_with("terminate")) => {
                text.push_str(&format!("{space}{name}: compose 0{after}\n"));
            }
            Kind::Line(line) => text.push_str(&format!("{space}{name}: {line}{after}\n")),
            Kind::Block(head, children, other) => {
                text.push_str(&format!("{space}{name}: {head}{after}\n"));
                if head.starts_with("switch") {
                    text.push_str(&format!("{space}case 1:\n"));
                }
                let in_loop = in_loop || head.starts_with("foreach") || head.starts_with("until");
                write(children, indent + 2, in_loop, next, text);
                let branch = if head.starts_with("if") { "else:" } else { "default:" };
                if let (Some(other), true) = (other, head.starts_with("if") || head.starts_with("switch")) {
                    text.push_str(&format!("{space}{branch}\n"));
                    write(other, indent + 2, in_loop, next, text);
                }
            }
        }
        siblings.push(name);
    }
}
