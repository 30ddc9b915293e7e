//! Tables.

words! {
    /// Which rows a copy of tables brings.
    RowsToCopy ("camelCase") = app::tables::RowsToCopy {
        /// None.
        None,
        /// Those that the caller may read, masked.
        Masked,
        /// Made from the definitions alone.
        Synthetic,
    }

    /// What becomes of a column's values in a copy.
    Mask ("camelCase") = app::tables::Mask {
        /// They stay; lookups follow the rows that they point to.
        Keep,
        /// They are left out.
        Blank,
        /// Each becomes a text or id without meaning; the same value the same one.
        Hash,
        /// They stay, each in another row.
        Shuffle,
        /// Each becomes one that looks like it; the same value the same one.
        Fake,
    }

    /// What a copy does to the definition of a table.
    TableChange ("camelCase") = app::tables::TableChange {
        /// The table is new.
        Add,
        /// It has more columns, choices or room.
        Extend,
        /// It has everything already.
        Same,
    }

    /// How a date and time relates to time zones.
    DateTimeBehavior ("camelCase") = model::table::DateTimeBehavior {
        /// An instant, stored in UTC.
        UserLocal,
        /// A day.
        DateOnly,
        /// A day and a time without a zone.
        TimeZoneIndependent,
    }

    /// Whether a value must be given.
    Requirement ("camelCase") = model::table::Requirement {
        /// It may be left out.
        None,
        /// It should be given.
        Recommended,
        /// People must give it.
        Required,
        /// The system sets it.
        System,
    }

    /// Who owns a table's rows.
    Ownership ("camelCase") = model::table::Ownership {
        /// A user or team owns each row.
        User,
        /// Rows belong to the organization.
        Organization,
    }
}
