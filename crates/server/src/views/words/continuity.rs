//! What breaks when something ends, and hand-over plans.

words! {
    /// What happens in an event that is simulated.
    EventKind ("camelCase") = app::continuity::EventKind {
        /// Principals are disabled.
        Disabled,
        /// Principals, connections or security roles are deleted.
        Deleted,
        /// The accounts of principals end, or the credentials of connections do.
        Expired,
        /// Principals have security roles no more: those that are named, else all. Roles alone are lost by everybody.
        RoleLost,
        /// Principals leave groups: those that are named, else all.
        GroupLeft,
    }

    /// What a subject of an event is.
    SubjectKind ("camelCase") = app::continuity::SubjectKind {
        /// A user, service account or group.
        Principal,
        /// A connection.
        Connection,
        /// A security role.
        Role,
    }

    /// When something fails after an event.
    Certainty ("camelCase") = app::continuity::Certainty {
        /// As soon as the event has happened.
        Certain,
        /// As soon as the event has happened, at a later date.
        AtDate,
        /// Then, if one of the named people starts the flow or owns the row.
        Depends,
        /// When somebody saves the flow or turns it on.
        OnNextEdit,
    }

    /// Why a flow is at risk.
    RiskReason ("camelCase") = access::continuity::Reason {
        /// Nobody who owns it is active.
        Orphan,
        /// One active principal owns it.
        OneOwner,
        /// Somebody whom it needs leaves.
        PersonLeaving,
        /// A connection cannot be used.
        ConnectionBroken,
        /// The credentials of a connection expire within 14 days.
        ConnectionExpires,
        /// It uses a person's connection in a Prod environment.
        PersonalConnection,
        /// That connection has no active successor.
        NoSuccessor,
    }

    /// What a step against risks does.
    StepKind ("camelCase") = access::continuity::StepKind {
        /// Somebody is named who goes on with a connection when its owner leaves.
        NameSuccessor,
        /// Somebody becomes a co-owner of the flow.
        AddCoOwner,
        /// A connection gets new credentials.
        RenewConnection,
        /// The flow uses another connection.
        SwapConnection,
    }

    /// Where a hand-over plan stands.
    HandoverStatus ("camelCase") = model::HandoverStatus {
        /// It is being written.
        Draft,
        /// It is approved, and its content is frozen.
        Approved,
        /// The same, and its time is set.
        Scheduled,
        /// Everything in it has happened.
        Applied,
        /// It had happened, and was taken back.
        Undone,
    }

    /// What somebody answered to a hand-over plan.
    HandoverAnswer ("camelCase") = model::HandoverAnswer {
        /// An administrator: it may happen.
        Approved,
        /// Somebody who gets something: it is taken over.
        Accepted,
    }
}
