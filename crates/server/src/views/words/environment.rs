//! Environments, and what guards them.

words! {
    /// What somebody says about drift.
    DriftState ("camelCase") = app::drift::DriftState {
        /// Nobody accepts it.
        Open,
        /// Somebody accepts it.
        Accepted,
    }

    /// Where break-glass stands.
    BreakGlassState ("camelCase") = model::BreakGlassState {
        /// Somebody asks, and nobody has agreed yet.
        Asked,
        /// The environment may be changed by hand.
        Open,
        /// It is over.
        Ended,
    }

    /// What an environment is for.
    EnvironmentKind ("camelCase") = model::EnvironmentKind {
        /// Where flows are made.
        Dev,
        /// Where they are accepted.
        Test,
        /// Where they matter.
        Prod,
    }

    /// The type of an environment variable.
    VariableKind ("camelCase") = model::VariableKind {
        /// Text.
        String,
        /// A number.
        Number,
        /// Yes or no.
        Boolean,
        /// JSON.
        Json,
        /// The address of a data source.
        DataSource,
        /// A secret, whose value is never shown.
        Secret,
    }
}
