//! The first start: an administrator, a default environment, and proof that the master key fits the data.

use model::{EnvironmentKind, ErrorCode, PrincipalKind, TenantRole};
use serde_json::json;
use store::{
    Secret, Tx, environments, environments::NewEnvironment, passwords, principals, secrets::Belongs, settings,
    tables::add_standard,
};
use uuid::Uuid;

use crate::{
    AppError, Steward,
    change::{Change, Written},
    environments as environment_use, principals as principal_use,
    principals::{Facts, NewPrincipal},
    sign_in::password,
    signing_key,
};

/// The setting that holds a known text, sealed, so that a wrong master key is noticed at the start and not at the first call.
pub(crate) const KEY_CHECK: &str = "master_key_check";
/// The same for the key of a rotation that has begun and not ended: until then both keys are needed.
pub(crate) const NEXT_KEY_CHECK: &str = "next_master_key_check";
const KNOWN: &[u8] = b"steward";
const OF_INSTALLATION: Belongs = Belongs { environment: None, owner: Uuid::nil() };

/// What the first start makes. Later starts ignore it.
#[derive(Clone, Debug)]
pub struct FirstStart {
    /// The administrator's sign-in name.
    pub admin: String,
    /// The administrator's password; one is made up where none is given.
    pub password: Option<Secret>,
    /// The name of the first environment, which is also the default one.
    pub environment: String,
}

impl Default for FirstStart {
    fn default() -> Self {
        Self { admin: "admin".to_owned(), password: None, environment: "dev".to_owned() }
    }
}

/// What a start did.
#[derive(Clone, Debug)]
pub enum Started {
    /// There was an installation.
    Again,
    /// The installation was made.
    First {
        /// The administrator's sign-in name.
        admin: String,
        /// The password that was made up, to be shown once; `None` where one was given.
        password: Option<Secret>,
    },
}

/// Makes an empty store usable; checks one that was used before.
///
/// # Errors
/// The master key does not fit the data, or a name or the password is not valid.
pub async fn start(steward: &Steward, first: FirstStart) -> Result<Started, AppError> {
    check_key(steward).await?;
    if steward.read(|_, tx| Ok(principals::count(tx)? > 0)).await? {
        return Ok(Started::Again);
    }
    let made_up = match &first.password {
        Some(_) => None,
        None => Some(Secret::new(crate::sign_in::random_text()?[..20].to_owned())),
    };
    let password = first.password.clone().or_else(|| made_up.clone());
    let Some(password) = password else { return Err(AppError::internal("no password was made up")) };
    let admin = principal_use::check(&NewPrincipal {
        kind: PrincipalKind::User,
        name: first.admin,
        display_name: "Administrator".to_owned(),
        email: None,
        password: None,
        tenant_role: Some(TenantRole::Admin),
        facts: Facts::default(),
    })?;
    let environment = environment_use::check(NewEnvironment {
        display_name: capitalised(&first.environment),
        name: first.environment,
        kind: EnvironmentKind::Dev,
        protected: false,
    })?;
    let phc = password::hash(steward, &password).await?;
    let (name, at) = (admin.name.clone(), steward.now());
    let is_first = steward
        .store()
        .write(move |tx| {
            tx.one_at_a_time()?;
            if principals::count(tx)? > 0 {
                return Ok(false);
            }
            principals::insert(tx, &admin, at)?;
            passwords::set(tx, admin.id, &phc)?;
            let id = environments::insert(tx, &environment, at)?;
            add_standard(tx, id)?;
            let mut change = Change::new("installation.create");
            change.of(Some(id), "installation", json!({"admin": admin.name, "environment": environment.name}));
            change.write(tx, &Written { actor: None, at, correlation: Uuid::now_v7() })?;
            Ok::<_, AppError>(true)
        })
        .await?;
    // Another server that started at the same time may have been first.
    Ok(if is_first { Started::First { admin: name, password: made_up } } else { Started::Again })
}

/// The name of the default environment: the oldest one.
///
/// # Errors
/// There is none.
pub async fn default_environment(steward: &Steward) -> Result<String, AppError> {
    let all = steward.read(|_, tx| Ok(environments::list(tx)?)).await?;
    all.into_iter().next().map(|it| it.name).ok_or_else(|| AppError::not_found("environment"))
}

/// A name as a title: `dev` is shown as `Dev`.
fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

async fn check_key(steward: &Steward) -> Result<(), AppError> {
    let keeper = steward.clone();
    steward
        .store()
        .write(move |tx| {
            tx.one_at_a_time()?;
            match settings::get(tx, KEY_CHECK)? {
                None => seal_known(&keeper, tx, KEY_CHECK)?,
                Some(_) => require_keys(&keeper, tx)?,
            }
            signing_key::make(&keeper, tx)
        })
        .await
}

/// Keeps the known text in a setting, sealed with the key that seals now.
pub(crate) fn seal_known(steward: &Steward, tx: &mut Tx<'_>, setting: &str) -> Result<(), AppError> {
    Ok(settings::set(tx, setting, &steward.keys().seal(&Secret::new(KNOWN), OF_INSTALLATION)?)?)
}

/// Refuses to go on without a master key that the data needs.
pub(crate) fn require_keys(steward: &Steward, tx: &mut Tx<'_>) -> Result<(), AppError> {
    let is_rotated = settings::get(tx, NEXT_KEY_CHECK)?.is_some();
    for setting in [KEY_CHECK, NEXT_KEY_CHECK] {
        let Some(sealed) = settings::get(tx, setting)? else { continue };
        if steward.keys().open(&sealed, OF_INSTALLATION).is_ok_and(|known| known.expose() == KNOWN) {
            continue;
        }
        let key = store::secrets::key_name(&sealed).unwrap_or_default();
        let (message, hint) = if is_rotated {
            let message =
                format!("A rotation of the master key has begun and not ended, and the key {key} is missing.");
            (message, "Name both keys, with --master-key-file and --former-master-key-file, and end the rotation.")
        } else {
            let message = format!("The master key does not fit the data: the data was sealed with another one, {key}.");
            (message, "Put back the `master.key` file that belongs to this data.")
        };
        return Err(AppError::new(crate::error::ErrorKind::Internal, ErrorCode::MasterKey, message).with_hint(hint));
    }
    Ok(())
}
