//! How trying connections went: the newest of each.

use model::{ConnectionId, EnvironmentId, Probe, ProbeOutcome, Timestamp};

use crate::{StoreError, Tx, code::Code, params};

/// How many of a connection are kept.
pub const KEPT: u32 = 10;

/// Keeps one more of a connection, and forgets the oldest beyond [`KEPT`].
pub fn add(tx: &mut Tx<'_>, connection: ConnectionId, probe: &Probe) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO connection_probes (connection, at, outcome, took, message, raw, asked_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (connection, at) DO NOTHING",
        params![
            connection,
            probe.at,
            probe.outcome.code(),
            probe.took,
            &probe.message,
            &probe.raw,
            probe.asked_by
        ],
    )?;
    tx.execute(
        "DELETE FROM connection_probes WHERE connection = ?1 AND at <
             (SELECT min(at) FROM (SELECT at FROM connection_probes WHERE connection = ?1 ORDER BY at DESC LIMIT ?2) newest)",
        params![connection, KEPT],
    )?;
    Ok(())
}

/// Those of a connection, newest first.
pub fn list(tx: &mut Tx<'_>, connection: ConnectionId) -> Result<Vec<Probe>, StoreError> {
    tx.query(
        "SELECT at, outcome, took, message, raw, asked_by FROM connection_probes WHERE connection = ?1 ORDER BY at DESC",
        params![connection],
        |row| {
            Ok(Probe {
                at: row.time(0)?,
                outcome: ProbeOutcome::from_code(row.int(1)?)?,
                took: row.int(2)?,
                message: row.text(3)?,
                raw: row.text(4)?,
                asked_by: row.opt_uuid(5)?.map(model::PrincipalId),
            })
        },
    )
}

/// Connections that flows which are on use, and that were neither made nor tried since an instant. Those that were not for longest come
/// first.
pub fn due(tx: &mut Tx<'_>, since: Timestamp, limit: u32) -> Result<Vec<(EnvironmentId, ConnectionId)>, StoreError> {
    tx.query(
        "SELECT o.environment, o.id FROM connections o
         LEFT JOIN connection_probes p ON p.connection = o.id
         WHERE o.created_at < ?1 AND EXISTS (
             SELECT 1 FROM flow_uses u
             JOIN flows f ON f.key = u.flow
             LEFT JOIN flow_connections c ON c.flow = u.flow AND c.reference_key = u.reference_key
             LEFT JOIN connection_references r ON r.environment = f.environment AND r.logical_name = u.logical_name
             WHERE f.is_on <> 0 AND f.environment = o.environment AND coalesce(c.connection, r.connection) = o.id)
         GROUP BY o.environment, o.id, o.created_at
         HAVING max(p.at) IS NULL OR max(p.at) < ?1
         ORDER BY coalesce(max(p.at), o.created_at), o.id LIMIT ?2",
        params![since, limit],
        |row| Ok((EnvironmentId(row.int(0)?), ConnectionId(row.uuid(1)?))),
    )
}
