//! The codes of changes. They are stable: scripts rely on them, and `docs/guide/solution-changes.md` explains each.

use serde::{Deserialize, Serialize};

use super::Risk;

macro_rules! codes {
    ($($name:ident $risk:ident $summary:literal)*) => {
        /// What kind of difference a change is.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum ChangeCode {
            $(#[doc = $summary] $name,)*
        }

        impl ChangeCode {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code as it is written.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// The risk that such a change usually has.
            pub fn risk(self) -> Risk {
                match self { $(Self::$name => Risk::$risk,)* }
            }

            /// What it means, in one sentence.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$name => $summary,)* }
            }
        }
    };
}

codes! {
    SolutionReplaced High "The two packages are different solutions."
    SolutionRenamed Info "The solution has another display name."
    SolutionDescriptionChanged Info "The solution has another description."
    VersionChanged Info "The solution has a higher version."
    VersionLowered Notice "The solution has a lower version."
    ManagedChanged Notice "The solution is managed now and was not, or the other way round."
    PublisherChanged High "Somebody else makes the solution."
    PatchParentChanged Notice "The solution is a patch of another one, or is no patch any more."
    DependencyAdded Notice "The solution needs something more that it does not hold."
    DependencyRemoved Info "The solution does not need something any more."
    RootComponentChanged Info "Something that the package holds is listed in the solution in another way."

    ReferenceAdded Notice "There is a new connection reference, which each environment has to bind."
    ReferenceRemoved High "A connection reference is gone."
    ReferenceRenamed Info "A connection reference has another display name."
    ReferenceDescriptionChanged Info "A connection reference has another description."
    ReferenceConnectorChanged High "A connection reference is for another connector."

    VariableAdded Notice "There is a new environment variable."
    VariableRemoved High "An environment variable is gone."
    VariableRenamed Info "An environment variable has another display name."
    VariableDescriptionChanged Info "An environment variable has another description."
    VariableTypeChanged High "An environment variable has another type; import refuses that."
    VariableDefaultChanged Notice "An environment variable has another default."
    VariableValueChanged Notice "Another value of an environment variable travels in the package."
    VariableRequirementChanged Notice "An environment variable must have a value now, or need not."
    VariableDataSourceChanged Notice "An environment variable names another kind of data source."

    TableAdded Notice "There is a new table."
    TableRemoved High "A table is gone, and with it, where the solution is managed, its rows."
    TableRenamed Info "A table has another display name."
    TableOwnershipChanged High "The rows of a table are owned in another way; import refuses that."
    TableAddressChanged Notice "A table has another name in addresses."
    TablePrimaryNameChanged Notice "Another column names the rows of a table."
    ColumnAdded Notice "A table has a new column."
    ColumnRemoved High "A column is gone, and with it, where the solution is managed, what it held."
    ColumnRenamed Info "A column has another display name."
    ColumnTypeChanged High "A column has another type; import refuses that."
    ColumnLengthChanged Notice "A column holds longer texts, or more decimal places."
    ColumnShortened High "A column holds shorter texts, or fewer decimal places."
    ColumnRequirementChanged Notice "A column must be given now, or need not be."
    ColumnTargetsChanged Notice "A lookup points to other tables, or has another name in addresses."
    ColumnBehaviorChanged High "A date relates to time zones in another way."
    ChoiceAdded Notice "There is a new list of choices that several columns use."
    ChoiceRemoved High "A list of choices that several columns use is gone."
    ChoiceRenamed Info "A list of choices has another display name."
    OptionAdded Notice "A column or list has a new choice, state or status reason."
    OptionRemoved High "A choice, state or status reason is gone; rows may still hold it."
    OptionChanged Info "A choice, state or status reason has another label or stands for something else."
    RelationshipAdded Notice "There is a new relationship between tables."
    RelationshipRemoved High "A relationship between tables is gone."
    RelationshipChanged Notice "A relationship connects other tables or columns."
    RelationshipDeleteChanged High "Deleting a row does something else to the rows that point to it."

    RoleAdded High "There is a new security role."
    RoleRemoved High "A security role is gone; who had it has fewer privileges."
    RoleRenamed Info "A security role has another name."
    PrivilegeAdded High "A security role allows more."
    PrivilegeRemoved High "A security role allows less."
    PrivilegeDepthChanged High "A privilege of a security role reaches more rows, or fewer."

    ConnectorAdded Notice "There is a new custom connector."
    ConnectorRemoved High "A custom connector is gone."
    ConnectorRenamed Info "A custom connector has another display name."
    ConnectorDescriptionChanged Info "A custom connector has another description."
    ConnectorHostChanged High "A custom connector calls another address."
    ConnectorAuthenticationChanged High "One signs in to a custom connector in another way."
    ConnectorPolicyChanged High "The policies of a custom connector changed; they may send calls elsewhere."
    ConnectorScriptChanged High "The custom code of a connector changed."
    ConnectorIconChanged Info "A custom connector has another icon."
    ConnectorOperationAdded Info "A custom connector has a new operation."
    ConnectorOperationRemoved High "An operation of a custom connector is gone."
    ConnectorOperationChanged Notice "An operation of a custom connector takes or gives something else."
    ConnectorDefinitionChanged Info "Another part of the definition of a custom connector changed."

    FlowAdded Notice "There is a new flow."
    FlowRemoved High "A flow is gone."
    FlowRenamed Info "A flow has another name."
    FlowDescriptionChanged Info "A flow has another description."
    FlowTurnedOn Notice "A flow is on now."
    FlowTurnedOff Notice "A flow is off now."
    FlowOwnersChanged High "Others own a flow."
    FlowPropertyChanged Info "Another property of a flow changed."
    FlowParameterAdded Info "A flow has a new parameter; where it stands for an environment variable, the flow reads that."
    FlowParameterRemoved Info "A parameter of a flow is gone."
    FlowParameterChanged Notice "A parameter of a flow has another type or default, or stands for another variable."
    FlowOutputChanged Notice "The outputs of a flow changed."

    FlowConnectionAdded Notice "A flow uses a connection more."
    FlowConnectionRemoved Info "A flow does not use a connection any more."
    ConnectionModeChanged High "A connection of a flow acts as itself, for the invoker, or is the caller's own, and was something else."
    FlowReferenceChanged High "A connection of a flow is another connection reference."
    FlowConnectorChanged High "A connection of a flow is for another connector."
    FlowConnectionChanged Notice "Something else about a connection of a flow changed."
    ActionConnectionChanged High "An action uses another connection of the flow."
    AuthenticationChanged High "An action signs in in another way."

    HostAdded High "A flow calls a host that it did not call before."
    HostRemoved Info "A flow does not call a host any more."
    TableReadAdded Notice "A flow reads a table that it did not read before."
    TableReadRemoved Info "A flow does not read a table any more."
    TableWriteAdded High "A flow writes to a table that it did not write to before."
    TableWriteRemoved Info "A flow does not write to a table any more."
    TableDeleteAdded High "A flow deletes rows of a table, which it did not before."
    TableDeleteRemoved Info "A flow does not delete rows of a table any more."
    FlowConnectorAdded Notice "A flow uses a connector that it did not use before."
    FlowConnectorRemoved Info "A flow does not use a connector any more."
    CalledFlowAdded Notice "A flow calls another flow, which it did not before."
    CalledFlowRemoved Info "A flow does not call another flow any more."

    TriggerAdded Notice "A flow has a new trigger."
    TriggerRemoved High "A trigger of a flow is gone; what it started is not started any more."
    TriggerRenamed Info "A trigger has another name."
    TriggerTypeChanged High "Something else starts a flow."
    ScheduleChanged Notice "A flow runs, or looks for something new, at other times."
    RunAsChanged High "Actions that act for the invoker act as somebody else."
    TriggerTableChanged High "Changes of another table start a flow."
    TriggerEventChanged Notice "Other kinds of changes of a table start a flow."
    TriggerScopeChanged Notice "Changes of other rows start a flow, by who owns them."
    TriggerFilterChanged Notice "Changes of other columns, or of rows that pass another filter, start a flow."
    TriggerConditionChanged Notice "A flow starts on other conditions."
    TriggerInputsChanged Notice "A caller gives a flow something else."
    TriggerAuthenticationChanged High "Others may call the trigger of a flow."
    SplitOnChanged Notice "A trigger starts a run for each of other items, or one for all."

    ActionAdded Notice "A flow has a new action."
    ActionRemoved Notice "An action of a flow is gone."
    ActionRenamed Info "An action has another name; what refers to it follows."
    ActionMoved Notice "An action stands in another block."
    ActionTypeChanged Notice "An action is of another type."
    OperationChanged Notice "An action performs another operation of a connector."
    CalledFlowChanged Notice "An action calls another flow."
    RunAfterChanged Notice "An action runs after others, or after other outcomes."
    ConditionChanged Notice "A condition, a switch, a case or the end of a loop is decided in another way."
    LoopChanged Notice "A loop goes through something else."
    ExpressionChanged Notice "Something is computed in another way."
    InputAdded Notice "An action has a new input."
    InputRemoved Notice "An input of an action is gone."
    InputChanged Notice "An input of an action is another."
    NoteChanged Info "An action has another note."
    RetryChanged Notice "An action tries again in another way."
    LimitChanged Notice "An action may take another time, or a loop another number of rounds."
    ConcurrencyChanged Notice "More or fewer rounds or runs happen at the same time."
    PaginationChanged Notice "An action takes more rows, or fewer."
    SecureDataAdded Info "Inputs or outputs are not shown in the history any more."
    SecureDataRemoved High "Inputs or outputs are shown in the history, which were not."
    StaticResultChanged Notice "An action gives a made-up result, or another one, or not any more."
    OptionsChanged Notice "Options of an action changed."
    TrackedPropertiesChanged Info "An action keeps track of something else."
    MetadataChanged Info "Notes that a designer keeps about an action changed."
    SettingChanged Notice "Another setting of an action changed."

    KeptAdded Notice "There is something new that is kept in the package and not used here."
    KeptRemoved High "Something that was kept in the package and not used here is gone."
    KeptChanged Notice "Something that is kept in the package and not used here changed."
    LayoutChanged Info "One package is a zip and the other an unpacked folder, so what is only kept is not compared."
}

impl std::fmt::Display for ChangeCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
