//! What the verbs are tried with.

use model::{
    Connection, ConnectionId, ConnectorName, EnvironmentId, EnvironmentKind, FlowId, FlowKey, Principal, PrincipalId,
    PrincipalKind, RunId, RunStatus, SecretVersion, StartKind, Timestamp,
};
use store::{
    StoreError, Tx,
    connections::{self, versions},
    environments,
    environments::NewEnvironment,
    flows::{self, NewFlow},
    nodes::{self, Node},
    principals,
    runs::{NewRun, Progress, Save},
    signing_keys::StoredSigningKey,
};
use uuid::Uuid;

pub(crate) use crate::fixture::NOW;

pub(crate) fn principal(tx: &mut Tx<'_>, name: &str, kind: PrincipalKind) -> Result<PrincipalId, StoreError> {
    let id = PrincipalId::new();
    let principal = Principal {
        display_name: name.to_uppercase(),
        email: Some(format!("{name}@example.org")),
        ..Principal::new(id, kind, name)
    };
    principals::insert(tx, &principal, NOW)?;
    Ok(id)
}

pub(crate) fn user(tx: &mut Tx<'_>, name: &str) -> Result<PrincipalId, StoreError> {
    principal(tx, name, PrincipalKind::User)
}

pub(crate) fn environment(tx: &mut Tx<'_>, name: &str) -> Result<EnvironmentId, StoreError> {
    let new = NewEnvironment {
        name: name.to_owned(),
        display_name: name.to_owned(),
        kind: EnvironmentKind::Dev,
        protected: false,
    };
    environments::insert(tx, &new, NOW)
}

pub(crate) fn flow(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    id: FlowId,
    owner: PrincipalId,
) -> Result<FlowKey, StoreError> {
    let new = NewFlow {
        environment,
        id,
        name: "a flow".to_owned(),
        primary_owner: owner,
        trigger_id: Uuid::now_v7(),
        trigger_key: vec![1],
        solution: None,
    };
    flows::insert(tx, &new, NOW)
}

pub(crate) fn connection(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    owner: PrincipalId,
) -> Result<ConnectionId, StoreError> {
    let connection = Connection {
        id: ConnectionId::new(),
        environment,
        connector: ConnectorName::new("shared_x"),
        owner,
        created_by: owner,
        display_name: "x".to_owned(),
        private: false,
        parameters: [("baseUrl".to_owned(), "https://example.org".to_owned())].into(),
        secret_version: 0,
        expires_at: None,
        failing_since: None,
        accepted_at: None,
        created_at: NOW,
    };
    connections::insert(tx, &connection)?;
    let first = SecretVersion { expires_at: None, ..secret_version(owner, None) };
    let version = versions::add(tx, connection.id, &first, b"sealed")?;
    versions::switch(tx, &connection, version, NOW)?;
    Ok(connection.id)
}

/// A version of a secret that expires.
pub(crate) fn secret_version(created_by: PrincipalId, switch_at: Option<Timestamp>) -> SecretVersion {
    SecretVersion {
        version: 0,
        created_by,
        created_at: NOW,
        expires_at: Some(Timestamp(99)),
        switch_at,
        overlap: 1_000,
        wipe_at: None,
        is_wiped: false,
    }
}

/// A run of a flow that nobody needs to have stored.
pub(crate) fn new_run(environment: EnvironmentId, flow: FlowKey) -> NewRun {
    NewRun {
        id: RunId::new(),
        environment,
        flow,
        version: 1,
        kind: StartKind::Button,
        invoker: Some(PrincipalId::new()),
        started_at: NOW,
        resubmit_of: None,
        start: b"start".to_vec(),
    }
}

/// A node with a lease of an hour.
pub(crate) fn node(tx: &mut Tx<'_>) -> Result<Uuid, StoreError> {
    node_with_lease(tx, 3_600_000)
}

pub(crate) fn node_with_lease(tx: &mut Tx<'_>, lease_millis: i64) -> Result<Uuid, StoreError> {
    let node = Node {
        id: Uuid::now_v7(),
        name: "127.0.0.1:8080".to_owned(),
        roles: "api,worker".to_owned(),
        version: "0.1.0".to_owned(),
        keys: String::new(),
        started_at: NOW,
        lease_until: NOW,
    };
    nodes::join(tx, &node, lease_millis)?;
    Ok(node.id)
}

/// The first save of a run, which its node goes on holding.
pub(crate) fn first_save(new: NewRun, node: Uuid) -> Save {
    Save {
        run: new.id,
        node,
        progress: Progress { wake_at: None, ..Progress::running() },
        moves: true,
        keep: true,
        segment: Some((0, b"first".to_vec())),
        waits_for: Vec::new(),
        callbacks: Default::default(),
        answer: None,
        leaves: None,
        new: Some(new),
    }
}

/// A later save of a run that has only gone on.
pub(crate) fn next_save(run: RunId, node: Uuid, number: u32) -> Save {
    Save {
        run,
        node,
        new: None,
        progress: Progress::running(),
        moves: false,
        keep: true,
        segment: Some((number, format!("segment {number}").into_bytes())),
        waits_for: Vec::new(),
        callbacks: Default::default(),
        answer: None,
        leaves: None,
    }
}

/// Where a run stands that has ended well.
pub(crate) fn succeeded(at: i64) -> Progress {
    Progress { status: RunStatus::Succeeded, ended_at: Some(Timestamp(at)), ..Progress::running() }
}

pub(crate) fn signing_key(id: Uuid, sealed: Vec<u8>) -> StoredSigningKey {
    StoredSigningKey { id, sealed, public_key: "public".to_owned(), made_at: NOW }
}
