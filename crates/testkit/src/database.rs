//! Which database tests of the layers above the store work on: SQLite, or PostgreSQL where `STEWARD_TEST_DATABASE` is `postgres`.

use std::{env, fs, path::Path};

use crate::postgres;

/// The address of the database that belongs to a data folder: the same one each time it is asked for.
///
/// # Panics
/// The folder cannot be used.
pub fn address(folder: &Path) -> String {
    if env::var_os("STEWARD_TEST_DATABASE").is_none_or(|name| name != "postgres") {
        return format!("sqlite:{}", folder.join("steward.db").display());
    }
    let file = folder.join("database.address");
    fs::read_to_string(&file).unwrap_or_else(|_| {
        let address = postgres::shared().fresh_url();
        fs::create_dir_all(folder).and_then(|()| fs::write(&file, &address)).expect("the folder can be written");
        address
    })
}
