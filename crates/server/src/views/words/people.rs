//! Principals and their roles.

words! {
    /// What kind of principal.
    PrincipalKind ("camelCase") = model::PrincipalKind {
        /// A person who signs in.
        User,
        /// An identity owned by a team.
        ServiceAccount,
        /// A set of principals.
        Group,
    }

    /// Where what is known about a principal comes from.
    PrincipalSource ("camelCase") = model::PrincipalSource {
        /// It was made here.
        Local,
        /// A provisioning client of the identity provider keeps it up to date.
        Scim,
        /// It was made when somebody signed in through the identity provider.
        Oidc,
    }

    /// What a principal is in the installation.
    TenantRole ("camelCase") = model::TenantRole {
        /// Reads everything, changes and starts nothing.
        Auditor,
        /// Administers it.
        Admin,
    }

    /// What a principal is in an environment.
    EnvironmentRole ("camelCase") = model::EnvironmentRole {
        /// Uses what is shared with it.
        User,
        /// Reads everything there but rows and secrets, changes and starts nothing.
        Auditor,
        /// Makes flows and connections too.
        Maker,
        /// Administers the environment.
        Admin,
    }

    /// What somebody may do with a flow.
    Tier ("camelCase") = model::Tier {
        /// Starts the flow and sees nothing inside.
        RunOnlyUser,
        /// Sees runs.
        Viewer,
        /// Edits, shares, rebinds, deletes.
        CoOwner,
        /// The one owner that is named first.
        PrimaryOwner,
    }

    /// What is done with a row.
    Verb ("camelCase") = model::Verb {
        /// Make a row.
        Create,
        /// See a row.
        Read,
        /// Change a row.
        Write,
        /// Remove a row.
        Delete,
        /// Set a lookup on this row.
        Append,
        /// Be what a lookup points to.
        AppendTo,
        /// Give a row to another owner.
        Assign,
        /// Share a row.
        Share,
    }

    /// How far a privilege reaches.
    Depth ("camelCase") = model::Depth {
        /// Rows of the principal and its teams.
        User,
        /// Rows of the principal's business unit.
        BusinessUnit,
        /// Rows of the business unit and those below it.
        ParentChild,
        /// All rows.
        Organization,
    }
}
