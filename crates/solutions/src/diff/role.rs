//! Security roles.

use model::{Depth, Privilege};

use super::{
    ChangeCode, Changes, Subject, SubjectKind,
    pair::{Pair, pairs},
};
use crate::contents::{RoleFile, privilege_name};

pub(super) fn compare(before: &[RoleFile], after: &[RoleFile], found: &mut Changes) {
    for pair in pairs(before, after, |role| role.id) {
        match pair {
            Pair::Added(role) => {
                let count = role.privileges.len() + role.other_privileges.len();
                let sentence = format!("There is a new security role `{}` with {count} privileges.", role.name);
                found.add(ChangeCode::RoleAdded, &subject(role), "", (None, None), sentence);
            }
            Pair::Removed(role) => {
                let sentence = format!("The security role `{}` is gone.", role.name);
                found.add(ChangeCode::RoleRemoved, &subject(role), "", (None, None), sentence);
            }
            Pair::Both(was, is) => both(was, is, found),
        }
    }
}

fn both(was: &RoleFile, is: &RoleFile, found: &mut Changes) {
    let (subject, role) = (subject(is), &is.name);
    let names = (Some(was.name.as_str()), Some(is.name.as_str()));
    found.text(ChangeCode::RoleRenamed, &subject, "name", "The name of the security role", names);
    for pair in pairs(&was.privileges, &is.privileges, |line| (line.verb, line.table.to_lowercase())) {
        let (code, line, both, sentence) = match pair {
            Pair::Added(line) => {
                let sentence = format!("The security role `{role}` allows more: {}.", allows(line));
                (ChangeCode::PrivilegeAdded, line, (None, Some(reach(line.depth))), sentence)
            }
            Pair::Removed(line) => {
                let sentence = format!("The security role `{role}` does not allow any more: {}.", allows(line));
                (ChangeCode::PrivilegeRemoved, line, (Some(reach(line.depth)), None), sentence)
            }
            Pair::Both(was, is) if was.depth == is.depth => continue,
            Pair::Both(was, is) => {
                let more = if is.depth > was.depth { "more" } else { "less" };
                let sentence =
                    format!("The security role `{role}` allows {more}: {}; it was {}.", allows(is), reach(was.depth));
                (ChangeCode::PrivilegeDepthChanged, is, (Some(reach(was.depth)), Some(reach(is.depth))), sentence)
            }
        };
        let value = |text: Option<&str>| text.map(|text| wdl::Value::String(text.into()));
        let place = format!("privileges/{}", privilege_name(line.verb, &line.table));
        found.add(code, &subject, place, (value(both.0), value(both.1)), sentence);
    }
    for pair in pairs(&was.other_privileges, &is.other_privileges, |name| name.to_lowercase()) {
        let (code, name, what) = match pair {
            Pair::Added(name) => (ChangeCode::PrivilegeAdded, name, "allows more"),
            Pair::Removed(name) => (ChangeCode::PrivilegeRemoved, name, "does not allow any more"),
            Pair::Both(..) => continue,
        };
        let sentence = format!("The security role `{role}` {what}: `{name}`.");
        found.add(code, &subject, format!("privileges/{name}"), (None, None), sentence);
    }
}

/// What a line allows: `delete rows of `account`, all rows`.
fn allows(line: &Privilege) -> String {
    let verb = format!("{:?}", line.verb).to_lowercase();
    format!("{verb} on `{}`, {}", line.table, reach(line.depth))
}

fn reach(depth: Depth) -> &'static str {
    match depth {
        Depth::User => "own rows",
        Depth::BusinessUnit => "rows of the business unit",
        Depth::ParentChild => "rows of the business unit and those below",
        Depth::Organization => "all rows",
    }
}

fn subject(role: &RoleFile) -> Subject {
    Subject { kind: SubjectKind::Role, key: role.id.to_string(), name: role.name.clone() }
}
