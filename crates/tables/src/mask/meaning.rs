//! What a column of texts holds, as far as its name tells. Columns do not say it: a solution's tables know lengths only.

use model::table::{Column, Table};

/// What the texts of a column are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    /// Addresses of mails.
    Email,
    /// Addresses in the web.
    Url,
    /// Numbers to call.
    Phone,
    /// Names that people are called by.
    FirstName,
    /// Names of families.
    LastName,
    /// Whole names of people.
    FullName,
    /// Numbers, codes and keys, by which things are told apart.
    Code,
    /// Streets with numbers.
    Street,
    /// Cities.
    City,
    /// Countries and parts of them.
    Country,
    /// Names of companies.
    Company,
    /// Anything else.
    Words,
}

/// Parts of names, and what they mean; the first that is found counts.
const NAMES: [(&[&str], Meaning); 11] = [
    (&["email", "mailaddress", "e-mail"], Meaning::Email),
    (&["website", "url", "homepage", "webaddress"], Meaning::Url),
    (&["phone", "mobile", "fax"], Meaning::Phone),
    (&["firstname", "first name", "givenname", "middlename", "nickname", "forename"], Meaning::FirstName),
    (&["lastname", "last name", "surname", "familyname"], Meaning::LastName),
    (&["fullname", "full name", "contactname", "personname"], Meaning::FullName),
    (&["number", "code", "iban", "serial", "reference", "sku", "key"], Meaning::Code),
    (&["city", "town"], Meaning::City),
    (&["country", "stateorprovince", "province", "region"], Meaning::Country),
    (&["street", "line1", "line2", "address"], Meaning::Street),
    (&["company", "organization", "organisation", "employer", "supplier", "vendor", "customer"], Meaning::Company),
];

/// Whether a column of dates says when somebody was born.
pub(super) fn is_birth(column: &Column) -> bool {
    column.logical_name.contains("birth")
}

impl Meaning {
    /// What a column holds.
    pub(super) fn of(table: &Table, column: &Column) -> Self {
        let logical = column.logical_name.as_str();
        // The prefix of a publisher says nothing of the column.
        let own = logical.split_once('_').map_or(logical, |(_, rest)| rest);
        let shown = column.display_name.to_lowercase();
        let has = |part: &&str| own.contains(*part) || shown.contains(*part);
        if let Some((_, meaning)) = NAMES.iter().find(|(parts, _)| parts.iter().any(has)) {
            return *meaning;
        }
        if table.logical_name == "account" && table.primary_name.as_deref() == Some(logical) {
            return Self::Company;
        }
        Self::Words
    }
}
