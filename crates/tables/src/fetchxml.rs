//! FetchXML, the platform's query language in XML, for queries of one table.
//!
//! Source: "Query data using FetchXml" and its reference in the Dataverse documentation.

use model::table::Table;
use roxmltree::{Document, Node, ParsingOptions};

use crate::{
    Comparison, ErrorKind, Filter, ODataError, Operand, Order, Query,
    odata::{Asking, Literal, MAX_TEXT, condition, from_fetch_operator},
    row::position,
};

/// Elements may not nest deeper than this.
const MAX_DEPTH: u32 = 64;
/// A query may not have more nodes than this.
const MAX_NODES: u32 = 20_000;
/// A condition may not list more values than this.
const MAX_VALUES: usize = 2_000;

/// Reads a query.
///
/// # Errors
/// [`ErrorKind::InvalidFetchXml`] for text that is no query or names another table or an unknown column, operator or value;
/// [`ErrorKind::NotSupported`] for `link-entity` and aggregates.
pub fn parse(table: &Table, text: &str, asking: &Asking) -> Result<Query, ODataError> {
    if text.len() > MAX_TEXT {
        return Err(invalid(format!("A query may not be longer than {MAX_TEXT} bytes")));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| invalid(error.to_string()))?;
    let fetch = document.root_element();
    if fetch.tag_name().name() != "fetch" {
        return Err(invalid("The root element must be 'fetch'"));
    }
    if fetch.attribute("aggregate").is_some_and(is_true) {
        return Err(unsupported("aggregate"));
    }
    let entity =
        elements(fetch).find(|node| is(node, "entity")).ok_or_else(|| invalid("There is no 'entity' element"))?;
    let name = entity.attribute("name").unwrap_or_default();
    if name != table.logical_name {
        return Err(invalid(format!("The query is for table '{name}', not '{}'", table.logical_name)));
    }
    let mut query = Query {
        top: number(fetch, "top")?,
        count: fetch.attribute("returntotalrecordcount").is_some_and(is_true),
        ..Query::default()
    };
    if let Some(size) = number(fetch, "count")? {
        query.page = Some((size, number(fetch, "page")?.unwrap_or(1).max(1)));
    }
    let (mut select, mut all, mut filters) = (Vec::new(), false, Vec::new());
    for node in elements(entity) {
        match node.tag_name().name() {
            "attribute" => select.push(column(table, node, "name")?),
            "all-attributes" => all = true,
            "order" => query.order.push(Order {
                column: column(table, node, "attribute")?,
                descending: node.attribute("descending").is_some_and(is_true),
            }),
            "filter" => filters.push(filter(table, node, asking, 0)?),
            "no-attrs" => {}
            other => return Err(unsupported(other)),
        }
    }
    select.sort_unstable();
    select.dedup();
    query.select = (!all && !select.is_empty()).then_some(select);
    query.filter = (!filters.is_empty()).then(|| Filter::all(filters));
    Ok(query)
}

fn filter(table: &Table, node: Node<'_, '_>, asking: &Asking, depth: u32) -> Result<Filter, ODataError> {
    if depth > MAX_DEPTH {
        return Err(invalid(format!("Filters are nested deeper than {MAX_DEPTH}")));
    }
    let mut parts = Vec::new();
    for child in elements(node) {
        match child.tag_name().name() {
            "condition" => parts.push(one(table, child, asking)?),
            "filter" => parts.push(filter(table, child, asking, depth + 1)?),
            other => return Err(unsupported(other)),
        }
    }
    if parts.is_empty() {
        return Ok(Filter::Const(true));
    }
    match node.attribute("type").unwrap_or("and") {
        "and" => Ok(Filter::all(parts)),
        "or" => Ok(Filter::any(parts)),
        other => Err(invalid(format!("A filter's type is 'and' or 'or', not '{other}'"))),
    }
}

fn one(table: &Table, node: Node<'_, '_>, asking: &Asking) -> Result<Filter, ODataError> {
    if node.attribute("entityname").is_some() {
        return Err(unsupported("entityname"));
    }
    let at = column(table, node, "attribute")?;
    let name = node.attribute("operator").unwrap_or_default();
    let operator = from_fetch_operator(name).ok_or_else(|| invalid(format!("Unknown condition operator '{name}'")))?;
    if node.attribute("valueof").is_some() {
        let other = column(table, node, "valueof")?;
        let kind = |at: usize| table.columns.get(at).map(|column| crate::CellKind::of(&column.kind));
        return match from_comparison(name) {
            Some(comparison) if kind(at) == kind(other) => {
                Ok(Filter::Compare { column: at, comparison, with: Operand::Column(other) })
            }
            _ => Err(invalid("'valueof' compares two columns of the same type")),
        };
    }
    let mut values: Vec<Literal> = node.attribute("value").into_iter().map(loose).collect();
    values
        .extend(elements(node).filter(|child| is(child, "value")).map(|child| loose(child.text().unwrap_or_default())));
    if values.len() > MAX_VALUES {
        return Err(invalid(format!("A condition lists at most {MAX_VALUES} values")));
    }
    condition(table, at, operator, &values, asking).map_err(invalid)
}

fn from_comparison(name: &str) -> Option<Comparison> {
    Some(match name {
        "eq" => Comparison::Equal,
        "ne" | "neq" => Comparison::NotEqual,
        "gt" => Comparison::Greater,
        "ge" => Comparison::GreaterOrEqual,
        "lt" => Comparison::Less,
        "le" => Comparison::LessOrEqual,
        _ => return None,
    })
}

fn loose(text: &str) -> Literal {
    Literal::Loose(text.to_owned())
}

fn column(table: &Table, node: Node<'_, '_>, attribute: &str) -> Result<usize, ODataError> {
    let name = node.attribute(attribute).unwrap_or_default();
    position(table, name).ok_or_else(|| {
        let at = node.document().text_pos_at(node.range().start);
        invalid(format!(
            "'{}' entity doesn't contain attribute with Name = '{name}' (line {}, column {})",
            table.logical_name, at.row, at.col
        ))
    })
}

fn number(node: Node<'_, '_>, attribute: &str) -> Result<Option<u64>, ODataError> {
    node.attribute(attribute)
        .map(|text| {
            text.trim()
                .parse()
                .ok()
                .filter(|number: &u64| i64::try_from(*number).is_ok())
                .ok_or_else(|| invalid(format!("'{attribute}' must be a number, not '{text}'")))
        })
        .transpose()
}

fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

fn is(node: &Node<'_, '_>, name: &str) -> bool {
    node.tag_name().name() == name
}

fn is_true(text: &str) -> bool {
    matches!(text, "true" | "1")
}

fn invalid(message: impl Into<String>) -> ODataError {
    ODataError::new(ErrorKind::InvalidFetchXml, format!("Invalid FetchXML: {}.", message.into()))
}

fn unsupported(what: &str) -> ODataError {
    ODataError::new(ErrorKind::NotSupported, format!("FetchXML '{what}' is not supported."))
}
