//! Connection references.

use super::{
    ChangeCode, Changes, Subject, SubjectKind,
    pair::{Pair, pairs},
};
use crate::{contents::ReferenceFile, text::fold};

pub(super) fn compare(before: &[ReferenceFile], after: &[ReferenceFile], found: &mut Changes) {
    for pair in pairs(before, after, |reference| fold(&reference.logical_name)) {
        match pair {
            Pair::Added(reference) => {
                let (subject, name) = (subject(reference), &reference.logical_name);
                let sentence = format!("There is a new connection reference `{name}` for {}.", reference.connector);
                found.add(ChangeCode::ReferenceAdded, &subject, "", (None, None), sentence);
            }
            Pair::Removed(reference) => {
                let sentence = format!("The connection reference `{}` is gone.", reference.logical_name);
                found.add(ChangeCode::ReferenceRemoved, &subject(reference), "", (None, None), sentence);
            }
            Pair::Both(was, is) => both(was, is, found),
        }
    }
}

fn both(was: &ReferenceFile, is: &ReferenceFile, found: &mut Changes) {
    let (subject, name) = (subject(is), &is.logical_name);
    let names = (Some(was.display_name.as_str()), Some(is.display_name.as_str()));
    let what = format!("The display name of the connection reference `{name}`");
    found.text(ChangeCode::ReferenceRenamed, &subject, "displayName", &what, names);
    let what = format!("The description of the connection reference `{name}`");
    let texts = (was.description.as_deref(), is.description.as_deref());
    found.text(ChangeCode::ReferenceDescriptionChanged, &subject, "description", &what, texts);
    let what = format!("The connector of the connection reference `{name}`");
    let connector = |it: &ReferenceFile| {
        let custom = it.custom_connector.as_deref().map(|custom| format!(" (custom connector {custom})"));
        format!("{}{}", it.connector, custom.unwrap_or_default())
    };
    let connectors = (connector(was), connector(is));
    let connectors = (Some(connectors.0.as_str()), Some(connectors.1.as_str()));
    found.text(ChangeCode::ReferenceConnectorChanged, &subject, "connector", &what, connectors);
}

fn subject(reference: &ReferenceFile) -> Subject {
    let (key, name) = (fold(&reference.logical_name), reference.display_name.clone());
    Subject { kind: SubjectKind::Reference, key, name }
}
