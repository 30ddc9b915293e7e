//! What could be written at the cursor.

use wdl::analysis::Place;

use crate::{at, look};

/// The text after each of the first completions is taken, at the end of the flow.
fn taken(text: &str, count: usize) -> Vec<String> {
    taken_in("Last", "inputs", text, count)
}

fn taken_in(action: &str, path: &str, text: &str, count: usize) -> Vec<String> {
    let whole = text.replacen('|', "", 1);
    let completions = look(action, path, text).completions;
    let written = completions.iter().take(count).map(|completion| {
        let mut written = whole.clone();
        written.replace_range(completion.replace.start..completion.replace.end, &completion.insert);
        written
    });
    written.collect()
}

fn labels(text: &str) -> Vec<String> {
    look("Last", "inputs", text).completions.into_iter().map(|completion| completion.label).collect()
}

#[test]
fn a_function_is_completed_by_its_first_letters() {
    assert_eq!(taken("@conc|", 1), ["@concat("]);
    assert_eq!(taken("@conc|at('a')", 1), ["@concat(('a')"]);
    assert_eq!(taken("Dear @{toup|", 1), ["Dear @{toUpper("]);
    assert_eq!(taken("@{1}@{utcN|} more", 1), ["@{1}@{utcNow(} more"]);
    assert_eq!(taken("@if(equals(1, gui|", 1), ["@if(equals(1, guid("]);
    assert_eq!(taken("@triggerB|", 1), ["@triggerBody()"]);
    let found = look("Last", "inputs", "@substr|").completions;
    assert_eq!(found[0].detail, "substring(text: string, start: integer, length?: integer): string");
    assert!(found[0].about.as_deref().is_some_and(|about| about.ends_with('.')));
}

#[test]
fn where_a_value_is_expected_everything_that_can_be_read_is_offered() {
    for text in ["@|", "@{|", "@{|}", "@concat(|", "@concat('a', |", "@concat(|)", "@createArray(1,|2)"] {
        let labels = labels(text);
        for wanted in [
            "triggerBody()?['id']",
            "triggerBody()?['o''clock']",
            "parameters('Site (contoso_Site)')",
            "variables('count')",
            "outputs('Order')?['total']",
            "body('Parse')?['a']",
            "body('Shape')",
            "concat",
        ] {
            assert!(labels.iter().any(|label| label == wanted), "{text}: {wanted} is not in {labels:?}");
        }
        assert!(!labels.iter().any(|label| label.contains("Beside") || label.contains("'Last'")), "{labels:?}");
    }
    assert_eq!(labels("Dear |Sam"), Vec::<String>::new(), "nothing is offered in plain text");
    assert_eq!(labels("@{1}|"), Vec::<String>::new(), "nothing is offered behind a segment");
    assert_eq!(labels("@12|"), Vec::<String>::new(), "nothing continues a number");
    assert_eq!(labels("@concat('a|"), Vec::<String>::new(), "nothing is known of a plain text");
}

#[test]
fn inside_quotes_names_are_offered() {
    assert_eq!(taken("@body('P|", 2), ["@body('Parse", "@body('Shape"]);
    assert_eq!(taken("@body('P|')?['a']", 1), ["@body('Parse')?['a']"]);
    assert_eq!(taken("@outputs('Ord|Old')", 1), ["@outputs('Order')"]);
    assert_eq!(taken("@body('Pa|), variables('count')", 1), ["@body('Parse), variables('count')"]);
    assert_eq!(taken("@variables('|", 9), ["@variables('count"]);
    assert_eq!(taken("@parameters('|')", 9), ["@parameters('Site (contoso_Site)')", "@parameters('limit')"]);
    assert_eq!(taken("@result('|')", 9), ["@result('Each')"]);
    assert_eq!(taken("@items('|')", 9), Vec::<String>::new());
    assert_eq!(taken_in("Inner", "inputs", "@items('|')", 9), ["@items('Each')"]);
    // Without the quote it comes with the name.
    assert_eq!(taken("@variables(|", 1), ["@variables('count'"]);
}

#[test]
fn properties_are_offered_with_what_is_missing_around_them() {
    let outputs = "@outputs('Order')";
    for (written, wanted) in [
        ("|", "?['total']"),
        ("?|", "?['total']"),
        ("?[|", "?['total'"),
        ("?['|", "?['total"),
        ("?['to|", "?['total"),
        ("['|']", "['total']"),
        (".|", ".total"),
        ("?.to|", "?.total"),
    ] {
        assert_eq!(taken(&format!("{outputs}{written}"), 1), [format!("{outputs}{wanted}")], "{written}");
    }
    assert_eq!(
        taken("@{concat(triggerBody()?['", 9),
        [
            "@{concat(triggerBody()?['id",
            "@{concat(triggerBody()?['customer",
            "@{concat(triggerBody()?['o''clock",
            "@{concat(triggerBody()?['lines",
        ]
    );
    assert_eq!(
        taken("@first(body('Shape'))?['co|']", 2),
        ["@first(body('Shape'))?['code']", "@first(body('Shape'))?['cost']"]
    );
    assert_eq!(taken("@triggerBody()?['lines']?[0]?['p", 1), ["@triggerBody()?['lines']?[0]?['price"]);
    assert_eq!(labels("@triggerBody()?.o"), ["customer"], "a name with a quote cannot stand behind a dot");
    let described = look("Last", "inputs", "@triggerBody()?['i").completions;
    assert_eq!((&*described[0].detail, described[0].about.as_deref()), ("integer", Some("The order's number.")));
}

#[test]
fn loops_and_data_operations_have_items() {
    assert_eq!(taken_in("Inner", "inputs", "@item()?['", 9), ["@item()?['name", "@item()?['age"]);
    assert_eq!(taken_in("Inner", "inputs", "@items('Each')?['a", 1), ["@items('Each')?['age"]);
    assert_eq!(taken_in("Shape", "inputs/select/code", "@item()?['", 9), ["@item()?['sku", "@item()?['price"]);
    assert_eq!(taken_in("Shape", "inputs/from", "@item()?['", 9), Vec::<String>::new());
}

#[test]
fn a_trigger_reads_no_actions() {
    let condition = Place::Trigger { path: "conditions/0/expression" };
    let found = at(condition, "@equals(|").completions;
    assert!(found.iter().any(|completion| completion.label == "triggerBody()?['id']"));
    assert!(!found.iter().any(|completion| completion.label.contains("Order")));
    assert_eq!(at(Place::Anywhere, "@outputs('").completions.len(), 10, "all that are not in a loop, and those in it");
}
