//! The platform's words.

use expect_test::expect;
use testkit::{fails, flow};

#[test]
fn why_actions_were_skipped() {
    let text = "
        a: call
        b: call after a TimedOut Succeeded
        s: scope after b
          c: call
        i: if @equals(1, 2)
          d: call";
    let played = flow(text).answers([fails("a", 404)]).play();
    let said: Vec<String> = ["b", "s", "c", "d"].map(|name| played.error(name)).to_vec();
    expect![[r#"
        ActionConditionFailed: The execution of template action 'b' is skipped: the 'runAfter' condition for action 'a' is not satisfied. Expected status values 'Succeeded, TimedOut' and actual value 'Failed'.
        ActionConditionFailed: The execution of template action 's' is skipped: the 'runAfter' condition for action 'b' is not satisfied. Expected status values 'Succeeded' and actual value 'Skipped'.
        ActionDependencyFailed: The execution of template action 'c' is skipped: dependant action 's' completed with status 'Skipped' and code 'ActionSkipped'.
        ActionBranchingConditionNotSatisfied: The execution of template action 'd' skipped: the branching condition for this action is not satisfied."#]].assert_eq(&said.join("\n"));
}

#[test]
fn why_actions_failed() {
    let text = "
        n: init integer n x
        a: compose @add(1, 'x')
        b: if @add(1, 'x')
        c: foreach @add(1, 1)
        d: switch @null
        e: query [1] where @item()
        f: scope after a Failed
          g: compose @outputs('a')['x']
        h: terminate @int('x') after f Failed";
    let played = flow(text).play();
    let said: Vec<String> =
        ["n", "a", "b", "c", "d", "e", "f", "g", "h"].map(|name| format!("{name} {}", played.error(name))).to_vec();
    expect![[r#"
        n InvalidVariableOperation: The variable 'n' of type 'Integer' cannot be initialized or updated with value of type 'String'. The variable 'n' only supports values of types 'Integer'.
        a InvalidTemplate: Unable to process template language expressions in action 'a' inputs at line '0' and column '0': 'The template language function 'add' expects its second parameter to be an integer, a float or a decimal number. The provided value is of type 'String'. Please see https://aka.ms/logicexpressions#add for usage details.'.
        b InvalidTemplate: Unable to process template language expressions for action 'b' at line '0' and column '0': 'The template language function 'add' expects its second parameter to be an integer, a float or a decimal number. The provided value is of type 'String'. Please see https://aka.ms/logicexpressions#add for usage details.'.
        c ExpressionEvaluationFailed: The execution of template action 'c' failed: the result of the evaluation of 'foreach' action expression '@add(1, 1)' is of type 'Integer'. The result must be a valid array.
        d ExpressionEvaluationFailed: The execution of template action 'd' failed: the result of the evaluation of 'switch' action expression '@null' is of type 'Null'. The result must be of type 'String' or 'Integer'.
        e InvalidTemplate: The execution of template action 'e' failed: The evaluation of 'query' action 'where' expression failed: 'the 'where' expression must give a Boolean for every item; it gave a value of type 'Integer'.'
        f ActionFailed: An action failed. No dependent actions succeeded.
        g InvalidTemplate: Unable to process template language expressions in action 'g' inputs at line '0' and column '0': 'The template language expression 'outputs('a')['x']' cannot be evaluated because property 'x' cannot be selected. Please see https://aka.ms/logicexpressions for usage details.'.
        h InvalidTemplate: Unable to process template language expressions in action 'h' inputs at line '0' and column '0': 'The template language function 'int' was invoked with a parameter that is not valid. The value cannot be converted to the target type. Please see https://aka.ms/logicexpressions#int for usage details.'."#]].assert_eq(&said.join("\n"));
}

#[test]
fn what_a_switch_or_a_loop_looks_at_fails_in_words_of_its_own() {
    let text = "
        c: foreach @int('x')
          in_c: compose 1
        d: switch @int('x')
        case a:
          in_d: compose 1
        i: if @int('x')
          in_i: compose 1";
    let played = flow(text).play();
    let said: Vec<String> = ["c", "d", "in_d", "in_i"].map(|name| format!("{name} {}", played.error(name))).to_vec();
    expect![[r#"
        c ExpressionEvaluationFailed: The execution of template action 'c' failed: the evaluation of 'foreach' action expression '@int('x')' failed: 'The template language function 'int' was invoked with a parameter that is not valid. The value cannot be converted to the target type. Please see https://aka.ms/logicexpressions#int for usage details.'.
        d ExpressionEvaluationFailed: The execution of template action 'd' failed: the evaluation of 'switch' action expression '@int('x')' failed: 'The template language function 'int' was invoked with a parameter that is not valid. The value cannot be converted to the target type. Please see https://aka.ms/logicexpressions#int for usage details.'.
        in_d ActionDependencyFailed: The execution of template action 'in_d' is skipped: dependant action 'd' completed with status 'Failed' and code 'ExpressionEvaluationFailed'.
        in_i ActionDependencyFailed: The execution of template action 'in_i' is skipped: dependant action 'i' completed with status 'Failed' and code 'InvalidTemplate'."#]].assert_eq(&said.join("\n"));
}
