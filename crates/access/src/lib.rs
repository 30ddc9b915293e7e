//! Who may do what: tiers, roles, acting identity. Pure decisions over facts passed in.
