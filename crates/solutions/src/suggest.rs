//! Which version comes next, by what changed.

use crate::{
    Diff, SolutionVersion,
    diff::{Change, ChangeCode, Risk},
};

/// How much changed between two versions. Greater is more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Step {
    /// Something works better, or differently in small.
    Patch,
    /// There is something new, or somebody else acts or may do more.
    Minor,
    /// Something is gone, or is no longer what others rely on.
    Major,
}

/// What others rely on: without these, or with other ones, they break.
const BREAKS: [ChangeCode; 19] = [
    ChangeCode::SolutionReplaced,
    ChangeCode::PublisherChanged,
    ChangeCode::ReferenceRemoved,
    ChangeCode::ReferenceConnectorChanged,
    ChangeCode::VariableRemoved,
    ChangeCode::VariableTypeChanged,
    ChangeCode::TableRemoved,
    ChangeCode::TableOwnershipChanged,
    ChangeCode::ColumnRemoved,
    ChangeCode::ColumnTypeChanged,
    ChangeCode::ColumnShortened,
    ChangeCode::ColumnBehaviorChanged,
    ChangeCode::OptionRemoved,
    ChangeCode::RelationshipRemoved,
    ChangeCode::RoleRemoved,
    ChangeCode::ConnectorRemoved,
    ChangeCode::FlowRemoved,
    ChangeCode::TriggerRemoved,
    ChangeCode::TriggerTypeChanged,
];
/// What a version itself is told by, and no change of.
const NO_CHANGE: [ChangeCode; 3] = [ChangeCode::VersionChanged, ChangeCode::VersionLowered, ChangeCode::ManagedChanged];

impl SolutionVersion {
    /// The version that a step leads to: 1.2.3.4 becomes 2.0.0.0, 1.3.0.0 or 1.2.4.0.
    #[must_use]
    pub fn after(self, step: Step) -> Self {
        let [major, minor, build, _] = self.parts();
        match step {
            Step::Major => Self::new(major.saturating_add(1), 0, 0, 0),
            Step::Minor => Self::new(major, minor.saturating_add(1), 0, 0),
            Step::Patch => Self::new(major, minor, build.saturating_add(1), 0),
        }
    }
}

/// The largest step that the differences ask for, with the changes that do. Nothing where nothing differs but the version.
pub fn step(diff: &Diff) -> Option<(Step, Vec<&Change>)> {
    let steps: Vec<(Step, &Change)> = diff.changes.iter().filter_map(|change| Some((of(change)?, change))).collect();
    let largest = steps.iter().map(|(step, _)| *step).max()?;
    Some((largest, steps.into_iter().filter(|(step, _)| *step == largest).map(|(_, change)| change).collect()))
}

fn of(change: &Change) -> Option<Step> {
    let is_new = |code: ChangeCode| {
        let name = code.as_str();
        name.ends_with("Added")
            && !name.starts_with("Kept")
            && !matches!(code, ChangeCode::InputAdded | ChangeCode::DependencyAdded)
    };
    match change.code {
        code if NO_CHANGE.contains(&code) => None,
        code if BREAKS.contains(&code) => Some(Step::Major),
        code if is_new(code) || change.risk == Risk::High => Some(Step::Minor),
        _ => Some(Step::Patch),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{Subject, SubjectKind};

    fn diff(codes: &[ChangeCode]) -> Diff {
        let subject = Subject { kind: SubjectKind::Flow, key: "x".into(), name: "X".into() };
        let change = |code: &ChangeCode| Change {
            code: *code,
            risk: code.risk(),
            subject: subject.clone(),
            place: String::new(),
            before: None,
            after: None,
            sentence: code.summary().to_owned(),
        };
        Diff { changes: codes.iter().map(change).collect(), texts: Vec::new() }
    }

    #[test]
    fn the_largest_change_says_which_version_comes_next() {
        use ChangeCode::{ActionAdded, ColumnRemoved, ExpressionChanged, FlowRenamed, RunAsChanged, VersionChanged};
        let version = SolutionVersion::new(1, 2, 3, 4);
        for (codes, expected) in [
            (vec![VersionChanged], None),
            (vec![VersionChanged, FlowRenamed, ExpressionChanged], Some("1.2.4.0")),
            (vec![ExpressionChanged, ActionAdded], Some("1.3.0.0")),
            (vec![RunAsChanged], Some("1.3.0.0")),
            (vec![ActionAdded, ColumnRemoved], Some("2.0.0.0")),
        ] {
            let found = diff(&codes);
            let next = step(&found).map(|(step, _)| version.after(step).to_string());
            assert_eq!(next.as_deref(), expected, "{codes:?}");
        }
        let both = diff(&[ActionAdded, ColumnRemoved]);
        assert_eq!(step(&both).map(|(_, why)| why.len()), Some(1), "only what asks for that much");
    }
}
