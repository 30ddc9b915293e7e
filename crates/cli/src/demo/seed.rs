//! Fills a new installation with the demo.
//!
//! Everything goes through the use cases, as if its people had done it: who may not do a thing here could not do it there. Each step
//! lets what is there stand, so that a start that was cut off is made good by the next one.

use anyhow::{Result, bail};
use app::{
    AppError, ErrorKind, Op, Steward, connections, environments,
    environments::EnvironmentChanges,
    flows, principals, roles,
    rows::{AskError, Asked, RowAnswer, RowRequest, ask},
    sign_in::operator_named,
    solutions::{self, Mode},
};
use model::{ConnectionId, ConnectorName, PrincipalKind, Tier};
use serde_json::json;
use store::{environments::NewEnvironment, passwords, settings};
use wdl::{Object, Value};

use super::{package, people, visits};

/// The environment in which the demo takes place.
pub(crate) const ENVIRONMENT: &str = "dev";
/// The setting that says how far the demo is.
const SETTING: &str = "demo";

/// Makes the demo, where the installation is new or an earlier start was cut off while it did. Answers whether the demo is there.
pub(crate) async fn seed(steward: &Steward, is_new: bool) -> Result<bool> {
    let state = steward.store().read(|tx| settings::get_text(tx, SETTING).map_err(AppError::from)).await?;
    match state.as_deref() {
        Some("made") => return Ok(true),
        None if !is_new => return Ok(false),
        _ => {}
    }
    set_state(steward, "begun").await?;
    let admin = operator_named(steward, "admin").await?;
    for person in &people::PEOPLE {
        make_person(steward, &admin, person).await?;
    }
    set_passwords(steward, &admin).await?;
    for (name, display_name, kind, _) in people::ENVIRONMENTS {
        let new =
            NewEnvironment { name: name.to_owned(), display_name: display_name.to_owned(), kind, protected: false };
        if_new(environments::create(steward, &admin, new).await)?;
    }
    for person in &people::PEOPLE {
        for (environment, role) in person.member_of {
            environments::set_member(steward, &admin, environment, person.name, *role).await?;
        }
    }
    let soul = operator_named(steward, "soul").await?;
    let bound = connect(steward, &admin).await?;
    let (visits, run_as): (Vec<_>, Vec<_>) = bound.into_iter().partition(|it| it["LogicalName"] == visits::REFERENCE);
    bring(steward, &soul, package::SOLUTION, package::zip()?, run_as).await?;
    bring(steward, &soul, visits::SOLUTION, visits::zip()?, visits).await?;
    for person in &people::PEOPLE {
        for role in person.roles {
            roles::set_member(steward, &admin, ENVIRONMENT, role, person.name, true).await?;
        }
    }
    share(steward, &soul).await?;
    promote_with_care(steward, &admin).await?;
    add_contacts(steward).await?;
    change_a_contact(steward).await?;
    set_state(steward, "made").await?;
    Ok(true)
}

/// The pipeline, whatever its deployer needs, and from then on no other way into what is protected.
async fn promote_with_care(steward: &Steward, admin: &Op) -> Result<()> {
    visits::pipeline(steward, admin).await?;
    for (name, _, _, protected) in people::ENVIRONMENTS {
        visits::open_tables(steward, admin, name).await?;
        let changes = EnvironmentChanges { protected: Some(protected), ..EnvironmentChanges::default() };
        environments::update(steward, admin, name, changes).await?;
    }
    Ok(())
}

async fn set_state(steward: &Steward, state: &'static str) -> Result<()> {
    Ok(steward.store().write(move |tx| settings::set(tx, SETTING, state.as_bytes()).map_err(AppError::from)).await?)
}

/// What was done, or nothing where it was there already.
pub(super) fn if_new<T>(done: Result<T, AppError>) -> Result<Option<T>, AppError> {
    match done {
        Err(error) if error.kind == ErrorKind::Conflict => Ok(None),
        done => done.map(Some),
    }
}

async fn make_person(steward: &Steward, admin: &Op, person: &people::Person) -> Result<()> {
    let new = principals::NewPrincipal {
        kind: person.kind,
        name: person.name.to_owned(),
        display_name: person.display_name.to_owned(),
        email: (person.kind == PrincipalKind::User).then(|| format!("{}@demo.example", person.name)),
        password: None,
        tenant_role: None,
        facts: app::principals::Facts::default(),
    };
    if_new(principals::create(steward, admin, new).await)?;
    Ok(())
}

/// Gives everybody the demo's password, the administrator too.
async fn set_passwords(steward: &Steward, admin: &Op) -> Result<()> {
    let mut ids = vec![admin.id()];
    for person in people::PEOPLE.iter().filter(|person| person.kind == PrincipalKind::User) {
        ids.push(principals::get(steward, admin, person.name).await?.id);
    }
    let set = move |tx: &mut store::Tx<'_>| {
        ids.iter().try_for_each(|id| passwords::set(tx, *id, people::PASSWORD_HASH)).map_err(AppError::from)
    };
    Ok(steward.store().write(set).await?)
}

/// Makes the connections, and answers what the connection references are bound to.
async fn connect(steward: &Steward, admin: &Op) -> Result<Vec<serde_json::Value>> {
    let mut bound = Vec::new();
    for person in &people::PEOPLE {
        for environment in person.connected_in {
            let id = connection(steward, admin, person, environment).await?;
            for reference in person.references.iter().filter(|_| *environment == ENVIRONMENT) {
                bound.push(json!({
                    "LogicalName": reference,
                    "ConnectionId": id,
                    "ConnectorId": format!("/providers/Microsoft.PowerApps/apis/{}", ConnectorName::DATAVERSE),
                }));
            }
        }
    }
    Ok(bound)
}

async fn connection(steward: &Steward, admin: &Op, person: &people::Person, environment: &str) -> Result<ConnectionId> {
    let there = connections::list(steward, admin, environment).await?;
    if let Some(there) = there.iter().find(|connection| connection.owner.name == person.name) {
        return Ok(there.id);
    }
    let is_person = person.kind == PrincipalKind::User;
    let who = if is_person { &operator_named(steward, person.name).await? } else { admin };
    let first_name = person.display_name.split(' ').next().unwrap_or_default();
    let new = connections::NewConnection {
        display_name: format!("{first_name}'s Dataverse"),
        owner: (!is_person).then(|| person.name.to_owned()),
        ..connections::NewConnection::to(ConnectorName::new(ConnectorName::DATAVERSE))
    };
    Ok(connections::create(steward, who, environment, new).await?.id)
}

/// Brings a solution in, unless it is here: by a start that was cut off, or by a server that makes the demo at this moment.
async fn bring(steward: &Steward, soul: &Op, name: &str, zip: Vec<u8>, bound: Vec<serde_json::Value>) -> Result<()> {
    let settings = json!({ "ConnectionReferences": bound }).to_string();
    let package = solutions::read(zip, Some(settings.into_bytes()), None).await?;
    let is_here = async || {
        Ok::<_, AppError>(solutions::list(steward, soul, ENVIRONMENT).await?.iter().any(|it| it.unique_name == name))
    };
    if is_here().await? {
        return Ok(());
    }
    match solutions::apply(steward, soul, ENVIRONMENT, package, Mode::Upgrade, None).await {
        Err(_) if is_here().await? => Ok(()),
        done => Ok(done.map(drop)?),
    }
}

/// Roohi owns the flows together with Soul, Rita may start one of them, and all of them are on.
async fn share(steward: &Steward, soul: &Op) -> Result<()> {
    for flow in package::flows().chain([&visits::VISIT]) {
        let name = flow.id().parse::<model::FlowId>()?.into();
        flows::sharing::set(steward, soul, ENVIRONMENT, &name, "roohi", Tier::CoOwner).await?;
        if flow.name == package::RUN_ONLY {
            flows::sharing::set(steward, soul, ENVIRONMENT, &name, "rita", Tier::RunOnlyUser).await?;
        }
        flows::enable(steward, soul, ENVIRONMENT, &name).await?;
    }
    Ok(())
}

async fn add_contacts(steward: &Steward) -> Result<()> {
    for (first_name, last_name, owner) in people::CONTACTS {
        let filter = format!("firstname eq '{first_name}' and lastname eq '{last_name}'");
        let options = vec![("$filter".to_owned(), filter)];
        let there =
            rows(steward, owner, RowRequest::List { set: "contacts".to_owned(), options, page: Some(1) }).await?;
        if matches!(&there, RowAnswer::Rows { value: Value::Array(found), .. } if found.iter().next().is_some()) {
            continue;
        }
        let item = Object::from([("firstname", Value::from(first_name)), ("lastname", Value::from(last_name))]);
        rows(steward, owner, RowRequest::Create { set: "contacts".to_owned(), item }).await?;
    }
    Ok(())
}

/// Sam changes a contact of David's, so that whoever opens the demo finds runs to look at.
async fn change_a_contact(steward: &Steward) -> Result<()> {
    let options = vec![("$top".to_owned(), "1".to_owned()), ("$orderby".to_owned(), "createdon".to_owned())];
    let found = rows(steward, "sam", RowRequest::List { set: "contacts".to_owned(), options, page: None }).await?;
    let RowAnswer::Rows { value, .. } = found else { bail!("the contacts could not be listed") };
    let first = value.as_array().and_then(|rows| rows.first()?.get("contactid")?.as_str().map(str::to_owned));
    let Some(id) = first else { bail!("the demo has no contact") };
    let item = Object::from([("jobtitle", Value::from("Head of operations"))]);
    let update = RowRequest::Update { set: "contacts".to_owned(), id, item, upsert: false, if_match: None };
    rows(steward, "sam", update).await?;
    Ok(())
}

/// Asks something of the rows as one of the people.
async fn rows(steward: &Steward, who: &str, request: RowRequest) -> Result<RowAnswer> {
    let who = operator_named(steward, who).await?;
    let asked = Asked { environment: ENVIRONMENT.to_owned(), on_behalf_of: None, request, only_new: false };
    match ask(steward, &who, asked).await {
        Ok(answer) => Ok(answer),
        Err(AskError::App(error)) => Err(error.into()),
        Err(AskError::Refused(error)) => bail!("the rows refused it: {error}"),
    }
}
