//! Limits that hold on hostile input. Sources: Workflow Definition Language limits pages.

/// Characters in one expression.
pub const EXPRESSION_CHARACTERS: usize = 8_192;
/// Characters in one string of a definition that an editor is helped with; the evaluation result of older hosts has the same limit.
pub const TEMPLATE_CHARACTERS: usize = 131_072;
/// How deep calls and accesses may be nested in one expression.
pub const EXPRESSION_DEPTH: usize = 100;
/// How deep a value may be nested, whatever made it.
pub const VALUE_DEPTH: u32 = 256;
/// Bytes of JSON text that a value which an expression makes may take.
pub const VALUE_BYTES: u64 = 104_857_600;
/// Bytes of JSON text of all values that one evaluation holds at a time: arguments of calls, and parts of what it makes.
pub const HELD_BYTES: u64 = 4 * VALUE_BYTES;
/// Bytes of JSON text that functions are given in the evaluation of one template, which bounds its time.
pub const ARGUMENT_BYTES: u64 = 100 * VALUE_BYTES;
/// Characters in the message of a failure. What is longer is cut.
pub const MESSAGE_CHARACTERS: usize = 20_000;
/// Characters in one text that an expression makes.
pub const TEXT_CHARACTERS: usize = 104_857_600;
/// Elements in one array that an expression makes.
pub const ARRAY_ITEMS: usize = 1_000_000;
/// Function calls in the evaluation of one template.
pub const CALLS: u64 = 50_000_000;
/// Actions in one definition.
pub const ACTIONS: usize = 500;
/// How deep actions may be nested; top-level actions are level 0.
pub const NESTING: usize = 8;
/// Cases of a switch.
pub const SWITCH_CASES: usize = 25;
/// Variables of a definition.
pub const VARIABLES: usize = 250;
/// Parameters of a definition.
pub const PARAMETERS: usize = 50;
/// Outputs of a definition.
pub const OUTPUTS: usize = 10;
/// Items of a foreach.
pub const FOREACH_ITEMS: usize = 100_000;
/// Runs that one firing of a trigger starts with `splitOn`.
pub const SPLIT_ITEMS: usize = 100_000;
/// The same where the trigger's concurrency is limited.
pub const SPLIT_ITEMS_LIMITED: usize = 100;
/// Iterations of an until.
pub const UNTIL_COUNT: u64 = 5_000;
/// Characters in the name of an action or trigger.
pub const NAME_CHARACTERS: usize = 80;
