//! Connections.

words! {
    /// Where a data policy puts a connector.
    ConnectorGroup ("camelCase") = model::ConnectorGroup {
        /// It holds what belongs to the business.
        Business,
        /// It does not, and what belongs to the business does not go there.
        NonBusiness,
        /// No flow uses it.
        Blocked,
    }

    /// Something that one may do with a connection.
    ConnectionAction ("camelCase") = model::ConnectionAction {
        /// See whose it is, whether it works and what uses it.
        See,
        /// Let flows use it.
        Use,
        /// Sign in anew for it.
        Rebind,
        /// Delete it, and give rights on it.
        Manage,
    }

    /// What came of trying a connection.
    ProbeOutcome ("camelCase") = model::ProbeOutcome {
        /// The target accepts it.
        Accepted,
        /// The target refuses it.
        Refused,
        /// The target answered, and what it said tells nothing of whether it accepts the connection.
        Unclear,
        /// The target did not answer, or may not be called.
        Unreachable,
    }

    /// Whom a connection hangs on.
    ConnectionKind ("camelCase") = app::connections::Kind {
        /// One person.
        Personal,
        /// One person, and a group has rights on it.
        Team,
        /// A service account.
        ServiceAccount,
    }

    /// Something about a connection that somebody should see to.
    ConnectionWarningCode ("camelCase") = app::connections::ConnectionWarning {
        /// A person's in a protected environment.
        PersonalInProtected,
        /// No flow uses it.
        UsedByNobody,
        /// No run has used it for 90 days.
        Unused,
    }

    /// How signing in anew repairs what uses a connection.
    Reauthentication ("camelCase") = access::Reauthentication {
        /// The connection keeps its id and its owner, and gets new credentials.
        Renew,
        /// The connection keeps its id and becomes the caller's.
        TakeOver,
        /// The caller gets a connection of his own, and his flows use that one instead.
        Replace,
    }
}
