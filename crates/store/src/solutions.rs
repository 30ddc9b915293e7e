//! Installed solutions.

pub mod components;

use model::{EnvironmentId, PrincipalId, Timestamp};

use crate::{Row, StoreError, Tx, params};

/// A solution that is installed in an environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InstalledSolution {
    /// Its unique name.
    pub unique_name: String,
    /// What people read.
    pub display_name: String,
    /// `1.0.0.0`
    pub version: String,
    /// Whether its components may not be changed here.
    pub managed: bool,
    /// The publisher's unique name.
    pub publisher: String,
    /// The digest of the package that it came as, or was begun with where it was made here, one of [`packages`](crate::packages). None
    /// where it was installed before packages were kept by their digests.
    pub package: Option<String>,
    /// Who installed this version.
    pub installed_by: PrincipalId,
    /// When.
    pub installed_at: Timestamp,
}

const COLUMNS: &str =
    "unique_name, display_name, version, managed, publisher, package_digest, installed_by, installed_at";

fn read(row: &Row<'_>) -> Result<InstalledSolution, StoreError> {
    Ok(InstalledSolution {
        unique_name: row.text(0)?,
        display_name: row.text(1)?,
        version: row.text(2)?,
        managed: row.bool(3)?,
        publisher: row.text(4)?,
        package: row.opt_text(5)?,
        installed_by: PrincipalId(row.uuid(6)?),
        installed_at: row.time(7)?,
    })
}

/// Installs a solution, in place of the version that is there.
pub fn put(tx: &mut Tx<'_>, environment: EnvironmentId, solution: &InstalledSolution) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO solutions (environment, unique_name, display_name, version, managed, publisher, package, package_digest, installed_by,
             installed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (environment, unique_name) DO UPDATE SET display_name = excluded.display_name, version = excluded.version,
             managed = excluded.managed, publisher = excluded.publisher, package = excluded.package,
             package_digest = excluded.package_digest, installed_by = excluded.installed_by, installed_at = excluded.installed_at",
        params![
            environment,
            &solution.unique_name,
            &solution.display_name,
            &solution.version,
            solution.managed,
            &solution.publisher,
            [].as_slice(),
            solution.package.as_deref(),
            solution.installed_by,
            solution.installed_at
        ],
    )?;
    Ok(())
}

/// The solution with this unique name, ignoring case.
pub fn by_name(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    unique_name: &str,
) -> Result<Option<InstalledSolution>, StoreError> {
    tx.query_one(
        &format!("SELECT {COLUMNS} FROM solutions WHERE environment = ?1 AND unique_name = ?2"),
        params![environment, unique_name],
        read,
    )
}

/// The solutions of an environment, by name.
pub fn list(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<InstalledSolution>, StoreError> {
    let order = tx.dialect().ignoring_case("unique_name");
    tx.query(
        &format!("SELECT {COLUMNS} FROM solutions WHERE environment = ?1 ORDER BY {order}"),
        params![environment],
        read,
    )
}

/// The zip that an installed solution came as; empty where it was made here.
pub fn package(tx: &mut Tx<'_>, environment: EnvironmentId, unique_name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    tx.query_one(
        "SELECT coalesce(p.package, s.package) FROM solutions s LEFT JOIN packages p ON p.digest = s.package_digest
         WHERE s.environment = ?1 AND s.unique_name = ?2",
        params![environment, unique_name],
        |row| row.blob(0),
    )
}

/// Forgets a solution and what belongs to it. The components themselves stay. Answers whether there was one.
pub fn delete(tx: &mut Tx<'_>, environment: EnvironmentId, unique_name: &str) -> Result<bool, StoreError> {
    tx.configure(
        "DELETE FROM solution_components WHERE environment = ?1 AND solution = ?2",
        params![environment, unique_name],
    )?;
    let sql = "DELETE FROM solutions WHERE environment = ?1 AND unique_name = ?2";
    Ok(tx.configure(sql, params![environment, unique_name])? > 0)
}
