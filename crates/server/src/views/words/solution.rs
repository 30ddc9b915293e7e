//! Plans, promotions and replays.

words! {
    /// What a replayed run does otherwise.
    DifferenceKind ("camelCase") = app::solutions::replay::Kind {
        /// How the run or an action ends, or whether the run starts.
        Status,
        /// What the caller is answered, or what an action makes without a call.
        Output,
        /// A call that was made is made no more.
        EffectMissing,
        /// A call is made that was not.
        EffectExtra,
        /// A call is told something else.
        EffectChanged,
        /// A call is made as somebody else, or refused.
        Identity,
    }

    /// What is done to a component of a solution.
    ComponentFate ("camelCase") = solutions::plan::Fate {
        /// It is not here yet.
        Add,
        /// It is here and differs.
        Change,
        /// It stays as it is.
        Keep,
        /// It is removed.
        Remove,
        /// It is removed when the staged upgrade is finished.
        RemoveLater,
    }

    /// How a solution is brought into an environment.
    DeploymentMode ("camelCase") = solutions::plan::Mode {
        /// Add and change; what the package no longer has stays.
        Update,
        /// Add and change, and remove what a managed package no longer has.
        Upgrade,
        /// As an upgrade, but what is to be removed stays until the upgrade is finished.
        Stage,
        /// Remove a managed solution with all that it brought. Of an unmanaged one the components stay.
        Uninstall,
    }

    /// Where the connection of a reference comes from.
    BindingSource ("camelCase") = solutions::plan::BindingSource {
        /// The settings.
        Settings,
        /// It is bound so now.
        AlreadyBound,
        /// It is the only connection that may be used. Nothing is bound by that until the settings say so.
        Suggested,
        /// There is none, or there are several.
        Missing,
    }

    /// Where the value of an environment variable comes from.
    ValueSource ("camelCase") = solutions::plan::ValueSource {
        /// The settings.
        Settings,
        /// The environment's own value, which stays.
        Environment,
        /// The value that travels in the package.
        Package,
        /// The default of the definition.
        Default,
        /// Nobody gives one.
        Missing,
    }

    /// How a check came out.
    Outcome ("camelCase") = solutions::plan::Outcome {
        /// All is well.
        Pass,
        /// It can be applied, and somebody should look.
        Warn,
        /// It cannot be applied.
        Fail,
    }

    /// What something is that a check is about.
    CheckSubjectKind ("camelCase") = solutions::plan::SubjectKind {
        /// A cloud flow.
        Flow,
        /// A table.
        Table,
        /// Columns added to a table that is defined elsewhere.
        Columns,
        /// A security role.
        Role,
        /// A custom connector.
        Connector,
        /// An environment variable.
        Variable,
        /// A connection reference.
        Reference,
        /// A connection.
        Connection,
        /// A user, service account or group.
        Principal,
    }

    /// How much a change deserves a look.
    Risk ("camelCase") = solutions::diff::Risk {
        /// Nothing behaves differently, or hardly.
        Info,
        /// Something behaves differently.
        Notice,
        /// Somebody else acts, may do more, or is reached; or something is deleted.
        High,
    }

    /// What changes in a solution.
    ChangedKind ("camelCase") = solutions::diff::SubjectKind {
        /// The solution itself.
        Solution,
        /// A connection reference.
        Reference,
        /// An environment variable.
        Variable,
        /// A table.
        Table,
        /// A list of choices that several columns use.
        Choice,
        /// A relationship between tables.
        Relationship,
        /// A security role.
        Role,
        /// A custom connector.
        Connector,
        /// A cloud flow.
        Flow,
        /// Something that is kept in the package and neither run nor shown.
        Kept,
    }

    /// Where a promotion stands.
    PromotionState ("camelCase") = app::promotions::PromotionState {
        /// Approvals are missing.
        Waiting,
        /// It can be applied.
        Approved,
        /// The package is there.
        Applied,
        /// An approver did not want it.
        Rejected,
        /// It is not wanted any more.
        Withdrawn,
        /// What applying it would do is not what was reviewed.
        Stale,
        /// It could not be applied.
        Failed,
    }

    /// What an approver says to a promotion.
    PromotionDecision ("camelCase") = model::PromotionDecision {
        /// It may happen.
        Approve,
        /// It may not.
        Reject,
    }
}
