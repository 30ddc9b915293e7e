//! Who acts, and as whom.

words! {
    /// Something that one may do with a flow.
    FlowAction ("camelCase") = access::FlowAction {
        /// Know that it exists.
        Know,
        /// See what is inside.
        See,
        /// Change it.
        Edit,
        /// Share it.
        Share,
        /// Swap its connections.
        Rebind,
        /// Turn it on and off.
        Enable,
        /// Delete it.
        Delete,
        /// Start it.
        Run,
        /// See its runs.
        SeeRuns,
        /// Repeat a run.
        Resubmit,
        /// Stop a run.
        Cancel,
    }

    /// Whose identity "invoker" actions use.
    RunAs ("camelCase") = model::RunAs {
        /// Who changed the row.
        TriggeringUser,
        /// Who owns the row.
        RowOwner,
        /// The principal of the trigger's connection.
        ProcessOwner,
    }

    /// How an action uses its connection reference.
    ConnectionMode ("camelCase") = model::ConnectionMode {
        /// The bound connection acts as itself.
        Own,
        /// The bound connection acts on behalf of the run-as user.
        Impersonate,
        /// The caller supplies a connection of his own.
        RunOnlyUser,
    }

    /// Whether an action's identity may do what the action does, as far as its privilege goes.
    Ability ("camelCase") = access::Ability {
        /// It may.
        Can,
        /// It may not, or there is no identity.
        Cannot,
        /// That depends on who it will be.
        Depends,
        /// Somebody else decides, or the definition does not say what is touched.
        Unknown,
    }

    /// Whose connection a reference uses for those who start the flow.
    RuntimeSource ("camelCase") = wdl::definition::RuntimeSource {
        /// The flow's own.
        Embedded,
        /// That of whoever starts it.
        Invoker,
    }

    /// Which line of the decision table chose an acting identity.
    ActingRule ("camelCase") = model::ActingRule {
        /// Who changed the row.
        TriggeringUser,
        /// Who owns the row.
        RowOwner,
        /// A team owns the row: as process owner.
        RowOwnedByTeam,
        /// The principal of the trigger's connection.
        ProcessOwner,
        /// The flow's primary owner, as the environment's settings say.
        PrimaryOwner,
        /// Run as is blank: who changed the row.
        BlankTriggeringUser,
        /// Run as is blank: the process owner, as the environment's settings say.
        BlankProcessOwner,
        /// The action's own connection.
        OwnConnection,
        /// The caller's own connection.
        RunOnlyUser,
    }
}
