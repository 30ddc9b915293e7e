//! Evidence of whose a call was: as whom it was made at each attempt, and whom the target says that it saw.

use engine::history::{ActionRecord, Attempt};
use model::{ActingIdentity, ConnectorName, PrincipalId, Verb};
use store::Tx;
use wdl::{
    Value,
    definition::{ActionIx, Kind, Status},
};

use super::detail::{ActingView, Names};
use crate::{
    AppError,
    directory::{Chip, People},
    rows::RowRequest,
    start::Prepared,
};

/// One attempt of a call.
#[derive(Clone, Debug)]
pub struct AttemptView {
    /// When, and what came of it.
    pub attempt: Attempt,
    /// As whom it was made, where it came to that.
    pub acting: Option<ActingView>,
    /// Whom the target says that it saw.
    pub echo: Option<EchoView>,
}

/// Whom a row names since a call has made or changed it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EchoView {
    /// Who owns it: a user or a team.
    pub owner: Option<Chip>,
    /// Who made it.
    pub created_by: Option<Chip>,
    /// Who made it on behalf of that one.
    pub created_on_behalf_by: Option<Chip>,
    /// Who changed it last.
    pub modified_by: Option<Chip>,
    /// Who changed it last on behalf of that one.
    pub modified_on_behalf_by: Option<Chip>,
    /// Whether it was changed last by whom the call was made as, on behalf by whom the call was made.
    pub matches: bool,
}

/// The attempts of an action. A target's echo belongs to the last, whose answer is kept.
pub(super) fn attempts(
    tx: &mut Tx<'_>,
    prepared: &Prepared,
    record: &ActionRecord,
    names: &mut Names,
) -> Result<Vec<AttemptView>, AppError> {
    let mut views = Vec::new();
    for attempt in &record.attempts {
        let acting =
            attempt.acting.as_ref().map(|acting| names.acting(tx, prepared.environment, acting)).transpose()?;
        views.push(AttemptView { attempt: attempt.clone(), acting, echo: None });
    }
    if let (Some(last), Some(row)) = (views.last_mut(), written_row(prepared, record)) {
        let acting = last.attempt.acting.as_ref();
        last.echo = acting.map(|acting| Echo::of(row).view(tx, &mut names.people, acting)).transpose()?;
    }
    Ok(views)
}

/// The row that an action has made or changed, as its answer shows it. What the history hides is not shown here either.
fn written_row<'a>(prepared: &Prepared, record: &'a ActionRecord) -> Option<&'a Value> {
    let at: ActionIx = record.place.action;
    let Some(Kind::Connector(call)) = prepared.flow.definition.action(at).map(|action| &action.kind) else {
        return None;
    };
    let request = RowRequest::of_operation(&call.operation, &Value::Null)?;
    let connector = prepared.reference(&call.reference_key).map_or(&*call.api, |reference| &reference.connector);
    let has_written = ConnectorName::new(connector).is_dataverse()
        && matches!(request.needs().0, Verb::Create | Verb::Write)
        && record.status == Some(Status::Succeeded);
    record.outputs.as_ref().filter(|_| has_written && !prepared.flow.hides_outputs(at))?.get("body")
}

/// Whom a row names, by id.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Echo {
    owner: Option<PrincipalId>,
    created_by: Option<PrincipalId>,
    created_on_behalf_by: Option<PrincipalId>,
    modified_by: Option<PrincipalId>,
    modified_on_behalf_by: Option<PrincipalId>,
}

impl Echo {
    fn of(row: &Value) -> Self {
        let id = |column: &str| Some(PrincipalId(row.get(column)?.as_str()?.parse().ok()?));
        Self {
            owner: id("_ownerid_value"),
            created_by: id("_createdby_value"),
            created_on_behalf_by: id("_createdonbehalfby_value"),
            modified_by: id("_modifiedby_value"),
            modified_on_behalf_by: id("_modifiedonbehalfby_value"),
        }
    }

    /// Whether a call as somebody leaves this behind.
    fn matches(&self, acting: &ActingIdentity) -> bool {
        self.modified_by == Some(acting.principal) && self.modified_on_behalf_by == acting.impersonator
    }

    fn view(self, tx: &mut Tx<'_>, people: &mut People, acting: &ActingIdentity) -> Result<EchoView, AppError> {
        let mut chip = |id: Option<PrincipalId>| id.map(|id| people.chip(tx, id)).transpose();
        Ok(EchoView {
            owner: chip(self.owner)?,
            created_by: chip(self.created_by)?,
            created_on_behalf_by: chip(self.created_on_behalf_by)?,
            modified_by: chip(self.modified_by)?,
            modified_on_behalf_by: chip(self.modified_on_behalf_by)?,
            matches: self.matches(acting),
        })
    }
}

#[cfg(test)]
mod tests {
    use model::{ActingRule, ConnectionId};
    use uuid::Uuid;
    use wdl::Object;

    use super::*;

    #[test]
    fn a_row_matches_whoever_wrote_it_and_on_whose_behalf() {
        let who = |number| PrincipalId(Uuid::from_u128(number));
        let row = |columns: &[(&str, u128)]| {
            let columns = columns.iter().map(|(name, id)| (*name, Value::from(who(*id).to_string())));
            Echo::of(&Value::Object(columns.collect::<Object>()))
        };
        let acting = |impersonator: Option<u128>| ActingIdentity {
            principal: who(1),
            connection: ConnectionId::default(),
            impersonator: impersonator.map(who),
            rule: ActingRule::TriggeringUser,
            secret_version: 0,
        };
        let own = row(&[("_modifiedby_value", 1), ("_ownerid_value", 9)]);
        assert!(own.matches(&acting(None)), "whoever owns the row");
        assert!(!own.matches(&acting(Some(2))), "on nobody's behalf");
        let behalf = row(&[("_modifiedby_value", 1), ("_modifiedonbehalfby_value", 2)]);
        assert!(behalf.matches(&acting(Some(2))));
        assert!(!behalf.matches(&acting(Some(3))) && !behalf.matches(&acting(None)));
        assert!(!row(&[("_modifiedby_value", 2)]).matches(&acting(None)), "somebody else");
        assert!(!row(&[]).matches(&acting(None)), "nobody");
    }
}
