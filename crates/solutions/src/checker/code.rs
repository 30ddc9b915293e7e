//! The codes of findings. They are stable: scripts and waivers rely on them, and `docs/checks` has a page for each.

use serde::{Deserialize, Serialize};

use super::Severity;

macro_rules! codes {
    ($($name:ident $severity:ident $summary:literal $fix:literal)*) => {
        /// What kind of finding it is.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum CheckCode {
            $(#[doc = $summary] $name,)*
        }

        impl CheckCode {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code as it is written.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// How bad such a finding is.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// What it means, in one sentence.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$name => $summary,)* }
            }

            /// The one thing to do about it.
            pub fn fix(self) -> &'static str {
                match self { $(Self::$name => $fix,)* }
            }
        }
    };
}

codes! {
    TypedSecret Critical "A password, key or token is typed into the solution."
        "Change the secret where it comes from, because everybody who has the package has it, and fetch it from an environment variable of type secret or a connection."
    SignedUrl High "An address that lets in whoever has it (`sig=`) is typed into a flow."
        "Make a new address where it comes from, and keep it in an environment variable of type secret."
    SecretAsParameter High "A flow takes an environment variable of type secret as a parameter, which every run then shows."
        "Fetch the secret when it is needed with the action RetrieveEnvironmentVariableSecretValue, with secure outputs."
    SecretShown High "An action fetches a secret, and the history of each run shows it."
        "Turn on secure outputs in the settings of the action."
    DefinitionInvalid High "A flow has a mistake that keeps it from being turned on."
        "Correct what the message names."
    DirectConnection High "A flow uses somebody's connection directly, not a connection reference."
        "Make a connection reference in the solution, and use it in the flow."
    UnknownReference Medium "A flow names a connection reference that the solution does not hold."
        "Add the connection reference to the solution."
    InvokerWithAutomatedTrigger High "A flow that nobody starts uses the connection of whoever starts it."
        "Use the flow's own connection."
    ActsOnBehalf Informational "A flow acts for whoever changes a row, which needs a privilege in every environment."
        "Give the user of the connection the privilege to act on behalf of another user in each environment."
    HardCodedUrl Medium "An address of one environment is typed into a flow."
        "Make it an environment variable of the solution, and read that in the flow."
    HardCodedMail Medium "A mail address is typed into a flow."
        "Make it an environment variable of the solution, and read that in the flow."
    HardCodedId Low "The id of a site, list, team, row or tenant is typed into a flow."
        "Make it an environment variable of the solution, and read that in the flow."
    UnhandledFailure Low "Nobody handles that calls of a flow fail."
        "Put the calls into a scope, and after it an action that runs when the scope has failed and tells somebody."
    TriggersItself Medium "A flow writes to the table whose changes start it, so it may start itself again and again."
        "Name the columns that start the flow, or give the trigger a condition that does not hold after the flow's own change."
    FrequentRecurrence Medium "A flow is started by the clock more often than once a minute."
        "Let an event start it, or the clock less often."
    UntilWithoutLimit Low "A loop has no limit of its own."
        "Set the count and the timeout of the loop to what is right for it."
    LoopOverPages Informational "A loop goes through a list of many pages, and does not say how many rounds at a time."
        "Set the degree of parallelism of the loop, or say that it is sequential."
    ListWithoutFilter Low "An action lists rows without a filter."
        "Filter the rows where they are listed, or say how many are wanted."
    ListWithoutSelect Informational "An action lists rows with all their columns."
        "Name the columns that the flow needs."
    DeprecatedOperation Low "An action uses an operation that its connector does not want used any more."
        "Use the operation that the connector has in its place."
    UnusedConnection Informational "A flow has a connection that none of its actions uses."
        "Remove the connection from the flow, so that nobody has to give it one."
    UnusedReference Informational "Nothing in the solution uses one of its connection references."
        "Remove the connection reference from the solution."
    UnusedVariable Informational "Nothing in the solution uses one of its environment variables."
        "Remove the environment variable from the solution."
    UndescribedVariable Informational "An environment variable has no description, so whoever imports it has to guess its value."
        "Describe what the variable is for, and which values it takes."
}

impl std::fmt::Display for CheckCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
