//! `runAfter` cycles: actions that wait for each other.

use crate::definition::{ActionIx, Definition, read::Reader};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Unseen,
    Open,
    Done,
}

/// Reports each cycle once, naming the actions on it.
pub(super) fn check(definition: &Definition, reader: &mut Reader) {
    let mut marks = vec![Mark::Unseen; definition.actions.len()];
    for (start, _) in definition.iter() {
        // An explicit stack: a chain may be as long as the definition.
        let mut path: Vec<(ActionIx, usize)> = vec![(start, 0)];
        if mark(&marks, start) != Mark::Unseen {
            continue;
        }
        set(&mut marks, start, Mark::Open);
        while let Some((at, next)) = path.last_mut() {
            let here = *at;
            let before = definition.action(here).and_then(|action| action.run_after.get(*next)).map(|before| before.on);
            *next += 1;
            match before {
                None => {
                    set(&mut marks, here, Mark::Done);
                    path.pop();
                }
                Some(before) if mark(&marks, before) == Mark::Open => report(definition, reader, &path, before),
                Some(before) if mark(&marks, before) == Mark::Unseen => {
                    set(&mut marks, before, Mark::Open);
                    path.push((before, 0));
                }
                Some(_) => {}
            }
        }
    }
}

fn report(definition: &Definition, reader: &mut Reader, path: &[(ActionIx, usize)], again: ActionIx) {
    let from = path.iter().position(|(at, _)| *at == again).unwrap_or(0);
    let name = |at: ActionIx| definition.action(at).map_or_else(String::new, |action| format!("`{}`", action.name));
    let mut names: Vec<String> = path.iter().skip(from).map(|(at, _)| name(*at)).collect();
    names.push(name(again));
    let Some(action) = definition.action(again) else { return };
    reader.at(&action.path, |reader| {
        reader.at("runAfter", |reader| {
            reader.error(
                "InvalidTemplate",
                format!(
                    "Actions run after each other in a circle, so none can start: {}. Take one `runAfter` out.",
                    names.join(" after ")
                ),
            );
        });
    });
}

fn mark(marks: &[Mark], at: ActionIx) -> Mark {
    marks.get(usize::from(at.0)).copied().unwrap_or(Mark::Done)
}

fn set(marks: &mut [Mark], at: ActionIx, to: Mark) {
    if let Some(mark) = marks.get_mut(usize::from(at.0)) {
        *mark = to;
    }
}
