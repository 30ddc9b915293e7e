//! Security roles, from `customizations.xml` or `Roles/`.

use model::{Depth, Privilege, RoleId, Verb};

use super::Reading;
use crate::{problem::code, xml::NodeExt};

/// A security role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleFile {
    /// Its id, the same in every environment.
    pub id: RoleId,
    /// What people read.
    pub name: String,
    /// What it allows on tables.
    pub privileges: Vec<Privilege>,
    /// The names of its other privileges, as they stand (`prvExportToExcel`).
    pub other_privileges: Vec<String>,
}

impl RoleFile {
    /// Whether it allows acting on behalf of others.
    pub fn may_act_on_behalf(&self) -> bool {
        self.other_privileges.iter().any(|name| name.eq_ignore_ascii_case("prvActOnBehalfOfAnotherUser"))
    }
}

pub(super) fn read(reading: &mut Reading<'_, '_>) -> Vec<RoleFile> {
    let mut roles = Vec::new();
    for (file, node) in reading.items("Roles", "Role") {
        let name = node.attr("name").unwrap_or_default();
        let id_text = node.attr("id").unwrap_or_default();
        let Ok(id) = id_text.parse() else {
            let message = format!("the security role `{name}` has the id `{id_text}`, which is not a GUID");
            reading.problems.push(file.error(node, code::VALUE_INVALID, message));
            continue;
        };
        let mut role = RoleFile { id, name: name.to_owned(), privileges: Vec::new(), other_privileges: Vec::new() };
        let list = node.one("RolePrivileges");
        for line in list.iter().flat_map(|list| list.all("RolePrivilege")) {
            let privilege = line.attr("name").unwrap_or_default();
            let depth = line.attr("level").and_then(Depth::from_level);
            match (parse_privilege(privilege), depth) {
                (Some((verb, table)), Some(depth)) => role.privileges.push(Privilege { verb, table, depth }),
                (Some(_), None) => {
                    let level = line.attr("level").unwrap_or_default();
                    let message =
                        format!("the security role `{name}` gives `{privilege}` with the unknown level `{level}`");
                    reading.problems.push(file.warning(line, code::VALUE_INVALID, message));
                }
                (None, _) => role.other_privileges.push(privilege.to_owned()),
            }
        }
        roles.push(role);
    }
    roles
}

const VERBS: [(&str, Verb); 8] = [
    ("Create", Verb::Create),
    ("Read", Verb::Read),
    ("Write", Verb::Write),
    ("Delete", Verb::Delete),
    // Before `Append`, which it starts with.
    ("AppendTo", Verb::AppendTo),
    ("Append", Verb::Append),
    ("Assign", Verb::Assign),
    ("Share", Verb::Share),
];

/// Standard tables that have another name in privileges than in the API. Source: Security role UI to privilege mapping.
const OTHER_NAMES: [(&str, &str); 4] =
    [("User", "systemuser"), ("Note", "annotation"), ("Activity", "activitypointer"), ("Query", "savedquery")];

/// What a privilege's name says: what may be done, and the logical name of the table. `prvReadcontoso_Inspection` reads
/// `contoso_inspection`.
pub fn parse_privilege(name: &str) -> Option<(Verb, String)> {
    let rest = strip_prefix_ignoring_case(name, "prv")?;
    let (verb, table) = VERBS.iter().find_map(|(word, verb)| Some((*verb, strip_prefix_ignoring_case(rest, word)?)))?;
    if table.is_empty() {
        return None;
    }
    let other = OTHER_NAMES.iter().find(|(other, _)| other.eq_ignore_ascii_case(table));
    Some((verb, other.map_or_else(|| table.to_lowercase(), |(_, name)| (*name).to_owned())))
}

/// The name of a privilege. The other direction is [`parse_privilege`].
pub fn privilege_name(verb: Verb, table: &str) -> String {
    let word = VERBS.iter().find(|(_, of)| *of == verb).map_or("", |(word, _)| word);
    let other = OTHER_NAMES.iter().find(|(_, name)| *name == table);
    format!("prv{word}{}", other.map_or(table, |(other, _)| other))
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let start = text.get(..prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then(|| text.get(prefix.len()..)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn privilege_names() {
        let table = |verb, table: &str| Some((verb, table.to_owned()));
        let cases = [
            ("prvReadcontoso_Inspection", table(Verb::Read, "contoso_inspection")),
            ("prvAppendTocontoso_region", table(Verb::AppendTo, "contoso_region")),
            ("prvAppendcontoso_region", table(Verb::Append, "contoso_region")),
            ("prvWriteUser", table(Verb::Write, "systemuser")),
            ("PRVSHAREaccount", table(Verb::Share, "account")),
            ("prvExportToExcel", None),
            ("prvRead", None),
            ("Readaccount", None),
        ];
        for (name, expected) in cases {
            assert_eq!(parse_privilege(name), expected, "{name}");
            if let Some((verb, table)) = expected {
                assert_eq!(parse_privilege(&privilege_name(verb, &table)), Some((verb, table)), "{name}");
            }
        }
    }
}
