//! Tables of another environment, with rows that say nothing about anybody: a Test environment of Prod's shape.
//!
//! A copy is one transaction, which is why it has limits. Its rows are stored without being told to triggers, so no flow starts for them.

mod rows;

use std::{collections::BTreeMap, sync::Arc};

use model::{
    ErrorCode,
    table::{ColumnKind, Table},
};
use serde_json::json;
use solutions::plan::ComponentKind;
use store::{Tx, secrets, tables as stored};
use tables::{
    mask::{Key, Mask, Masking},
    shape, system,
};

use super::{named, object};
use crate::{
    AppError, ErrorKind, Op, Steward,
    lookup::{self, BuildSolutions, Enter, EnvironmentFor},
    solutions::components,
};

/// The longest seed, in characters.
const LONGEST_SEED: usize = 200;

/// What to copy.
#[derive(Clone, PartialEq, Debug)]
pub struct NewCopy {
    /// The environment that has it, by name.
    pub from: String,
    /// Logical or entity set names; else all tables.
    pub tables: Option<Vec<String>>,
    /// Which rows.
    pub rows: RowsToCopy,
    /// How many rows of each table at most: 200 where that is not said, never more than 10,000.
    pub limit: Option<u32>,
    /// The masks that are not the usual ones, by `table.column`.
    pub masks: BTreeMap<String, Mask>,
    /// What masked values follow from, so that the same seed makes the same rows. Without one nobody can make them again.
    pub seed: Option<String>,
    /// Only say what would be.
    pub dry_run: bool,
}

/// Which rows a copy brings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowsToCopy {
    /// None.
    None,
    /// Those that the caller may read, masked.
    Masked,
    /// Made from the definitions alone.
    Synthetic,
}

/// What became of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct CopiedTable {
    /// The table.
    pub table: Arc<Table>,
    /// What a copy does to its definition.
    pub change: TableChange,
    /// How many rows were added.
    pub rows: usize,
    /// Each column that is copied with its mask, where rows are masked.
    pub columns: Vec<(String, Mask)>,
}

/// What a copy does to the definition of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TableChange {
    /// The table is new.
    Add,
    /// It has more columns, choices or room.
    Extend,
    /// It has everything already.
    Same,
}

/// A table on its way.
struct OnItsWay {
    from: Arc<Table>,
    into: Arc<Table>,
    change: TableChange,
    masking: Masking,
}

/// Copies tables from another environment, all of it or nothing. Rows are read with the caller's own security roles, and belong to the
/// caller afterwards. Rows that an earlier copy with the same seed brought stay as they are.
///
/// # Errors
/// The caller may not build solutions there, or may not know of the other environment; the environment is protected; something that is
/// named is not there; a table is there in another shape, or came with a managed solution and lacks something; the caller may not read
/// or create the rows, or does not administer the environment whose values would be shown; there is too much.
pub async fn copy(steward: &Steward, op: &Op, environment: &str, wish: NewCopy) -> Result<Vec<CopiedTable>, AppError> {
    let environment = environment.to_owned();
    steward
        .change_unless(wish.dry_run, op, "table.copy", move |steward, tx, op, change| {
            let into = lookup::environment::<BuildSolutions>(tx, op, &environment)?;
            lookup::unprotected(into.environment())?;
            lookup::changeable(tx, op, change, into.environment())?;
            let from = lookup::environment::<Enter>(tx, op, &wish.from)?;
            if from.id() == into.id() {
                return Err(invalid("An environment has its own tables already; name another one.").at("from"));
            }
            let mut masks = chosen_masks(&wish)?;
            let chosen = chosen_tables(tx, &from, wish.tables.as_deref())?;
            check_lookups(tx, &into, &chosen)?;
            let mut ways = Vec::new();
            for table in chosen {
                let (what, here) = define(tx, &into, &table)?;
                match what {
                    TableChange::Add => {
                        change.also("table.create", Some(into.id()), object(&table.logical_name), json!({"from": wish.from}));
                    }
                    TableChange::Extend => {
                        let detail = json!({"from": wish.from});
                        change.also("table.columns.add", Some(into.id()), object(&table.logical_name), detail);
                    }
                    TableChange::Same => {}
                }
                let masking = match wish.rows {
                    RowsToCopy::Masked => {
                        masked(&from, &here, &masks.remove(&table.logical_name).unwrap_or_default())?
                    }
                    RowsToCopy::None | RowsToCopy::Synthetic => Masking::none(&here),
                };
                ways.push(OnItsWay { from: table, into: here, change: what, masking });
            }
            if let Some((table, columns)) = masks.pop_first() {
                let column = columns.into_keys().next().unwrap_or_default();
                let message = format!("The table `{table}` is not among those that are copied.");
                return Err(invalid(message).at(format!("masks/{table}.{column}")));
            }
            let counts = match wish.rows {
                RowsToCopy::None => vec![0; ways.len()],
                _ => rows::copy(tx, op, (&from, &into), &ways, &wish, &key(steward, (&from, &into), &wish)?)?,
            };
            let copied: Vec<CopiedTable> = ways.into_iter().zip(counts).map(|(way, rows)| way.done(rows, &wish)).collect();
            let counted: BTreeMap<&str, usize> =
                copied.iter().map(|it| (it.table.logical_name.as_str(), it.rows)).collect();
            let chosen: BTreeMap<&str, String> =
                wish.masks.iter().map(|(column, mask)| (column.as_str(), mask.to_string())).collect();
            let told = |key: &str, other: &str| {
                json!({key: other, "kind": format!("{:?}", wish.rows).to_lowercase(), "rows": counted, "masks": chosen})
            };
            let (there, here) = (from.environment(), into.environment());
            change.of(Some(here.id), format!("environment/{}", here.id), told("from", &there.name));
            change.also("table.copy.out", Some(there.id), format!("environment/{}", there.id), told("into", &here.name));
            Ok(copied)
        })
        .await
}

impl OnItsWay {
    fn done(self, rows: usize, wish: &NewCopy) -> CopiedTable {
        let masks = self.masking.columns(&self.into).map(|(column, mask)| (column.logical_name.clone(), mask));
        let columns = masks.filter(|_| wish.rows == RowsToCopy::Masked).collect();
        CopiedTable { table: self.into, change: self.change, rows, columns }
    }
}

/// The wished masks by table and column.
fn chosen_masks(wish: &NewCopy) -> Result<BTreeMap<String, BTreeMap<String, Mask>>, AppError> {
    let mut masks: BTreeMap<String, BTreeMap<String, Mask>> = BTreeMap::new();
    for (name, mask) in &wish.masks {
        let at = || format!("masks/{name}");
        if wish.rows != RowsToCopy::Masked {
            return Err(invalid("Masks are for rows that are masked.").at(at()));
        }
        let (table, column) =
            name.split_once('.').ok_or_else(|| invalid("A mask is for a `table.column`.").at(at()))?;
        masks.entry(table.to_lowercase()).or_default().insert(column.to_lowercase(), *mask);
    }
    Ok(masks)
}

fn chosen_tables(
    tx: &mut Tx<'_>,
    from: &EnvironmentFor<Enter>,
    names: Option<&[String]>,
) -> Result<Vec<Arc<Table>>, AppError> {
    let Some(names) = names else {
        let mut tables = stored::list_tables(tx, from.id())?;
        tables.retain(|table| !system::is_virtual(&table.logical_name));
        return Ok(tables);
    };
    let mut chosen: BTreeMap<String, Arc<Table>> = BTreeMap::new();
    for (place, name) in names.iter().enumerate() {
        let table = named(tx, from, name).map_err(|error| error.at(format!("tables/{place}")))?;
        if system::is_virtual(&table.logical_name) {
            let message = format!("The rows of `{name}` follow from principals, which every environment has.");
            return Err(invalid(message).at(format!("tables/{place}")));
        }
        chosen.insert(table.logical_name.clone(), table);
    }
    Ok(chosen.into_values().collect())
}

/// What lookups point to is there or comes along.
fn check_lookups(
    tx: &mut Tx<'_>,
    into: &EnvironmentFor<BuildSolutions>,
    chosen: &[Arc<Table>],
) -> Result<(), AppError> {
    for table in chosen {
        for column in table.columns.iter().filter(|it| !system::is_written_by_system(&it.logical_name)) {
            let ColumnKind::Lookup { targets, .. } = &column.kind else { continue };
            for target in targets {
                let comes = chosen.iter().any(|it| it.logical_name == *target);
                if !comes && stored::by_name(tx, into.id(), target)?.is_none() {
                    let (table, column) = (&table.logical_name, &column.logical_name);
                    let message =
                        format!("The column `{column}` of `{table}` points to `{target}`, which is not there.");
                    return Err(invalid(message).with_hint(format!("Copy the table `{target}`, too.")).at("tables"));
                }
            }
        }
    }
    Ok(())
}

/// Makes a table hold everything that another one does.
fn define(
    tx: &mut Tx<'_>,
    into: &EnvironmentFor<BuildSolutions>,
    table: &Table,
) -> Result<(TableChange, Arc<Table>), AppError> {
    let name = &table.logical_name;
    let here = stored::by_name(tx, into.id(), name)?;
    let (change, wanted) = match &here {
        None => (TableChange::Add, table.clone()),
        Some(here) => match shape::extended(here, table) {
            Ok(wider) if wider == **here => return Ok((TableChange::Same, here.clone())),
            Ok(wider) => (TableChange::Extend, wider),
            Err(error) => {
                let message = format!("{error} It cannot hold the rows of both environments.");
                let refused = AppError::new(ErrorKind::Conflict, ErrorCode::TablesClash, message);
                return Err(refused.with_hint("Leave the table out, or bring the solution that has it.").at("tables"));
            }
        },
    };
    components::refuse_managed(tx, into, ComponentKind::Table, name)?;
    Ok((change, stored::put(tx, into.id(), wanted)?))
}

/// The masking of a table. What the usual one hides is shown only by who administers the environment that it comes from.
fn masked(from: &EnvironmentFor<Enter>, table: &Table, wished: &BTreeMap<String, Mask>) -> Result<Masking, AppError> {
    let name = &table.logical_name;
    let masking = Masking::of(table, wished).map_err(|error| invalid(error.to_string()).at("masks"))?;
    let shown = masking.columns(table).find(|(column, mask)| mask.reveals(column));
    match shown.filter(|_| !from.membership().administers()) {
        None => Ok(masking),
        Some((column, mask)) => {
            let message = format!(
                "With the mask `{mask}`, values of the column `{}` would leave `{}` as they are.",
                column.logical_name,
                from.environment().name
            );
            let at = format!("masks/{name}.{}", column.logical_name);
            Err(not_allowed(message)
                .with_hint("An administrator of that environment can do it; or choose `fake`.")
                .at(at))
        }
    }
}

/// What the copy's values follow from. With a seed only this installation makes the same ones; without one, nobody does.
fn key<A, B>(
    steward: &Steward,
    (from, into): (&EnvironmentFor<A>, &EnvironmentFor<B>),
    wish: &NewCopy,
) -> Result<Key, AppError> {
    let Some(seed) = &wish.seed else { return Ok(Key::new(secrets::random()?)) };
    if seed.is_empty() || seed.chars().count() > LONGEST_SEED {
        return Err(invalid(format!("A seed has 1 to {LONGEST_SEED} characters.")).at("seed"));
    }
    let text = format!("copy of tables {} {} {seed}", from.id(), into.id());
    Ok(Key::new(steward.keys().sign(text.as_bytes())))
}

/// What was asked for makes no sense, or is too much.
fn invalid(message: impl Into<String>) -> AppError {
    AppError::invalid(message).with_code(ErrorCode::CopyInvalid)
}

fn not_allowed(message: String) -> AppError {
    AppError::new(ErrorKind::Forbidden, ErrorCode::CopyNotAllowed, message)
}
