//! What editors are told.

words! {
    /// How bad a diagnostic is.
    Severity ("camelCase") = wdl::Severity {
        /// Worth knowing.
        Warning,
        /// Keeps the flow off.
        Error,
    }

    /// How much a finding matters.
    Level ("camelCase") = wdl::analysis::Level {
        /// It may be meant.
        Hint,
        /// It can be saved, and fails when it is evaluated.
        Warning,
        /// Keeps the flow off.
        Error,
    }

    /// What a completion is.
    CompletionKind ("camelCase") = wdl::analysis::CompletionKind {
        /// A function.
        Function,
        /// What the trigger brought.
        Trigger,
        /// What an action gave, or its name.
        Action,
        /// A parameter of the flow.
        Parameter,
        /// A variable.
        Variable,
        /// A loop around the string, or its current item.
        Loop,
        /// A property of an object.
        Property,
    }
}
