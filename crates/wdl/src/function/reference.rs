//! What the flow, its trigger and its actions hold.

mod form;

use super::{Call, Count, Family, Function, Implementation, exactly};
use crate::{EvalError, Profile, Value};

const NONE: Count = exactly(0, "must not have any parameters");
const ONE: Count = exactly(1, "must have only one parameter");
const TWO: Count = exactly(2, "must have two parameters");

pub(super) static FUNCTIONS: &[Function] = &[
    reference("action", "action(): object", "The record of this action, where a flow may ask for it.", NONE, action)
        .fails_if("it is called elsewhere"),
    reference(
        "actionBody",
        "actionBody(action: string): any",
        "The body of an action's outputs; an older name of body.",
        ONE,
        body,
    )
    .fails_if("no such action has run on the way here"),
    reference(
        "actionOutputs",
        "actionOutputs(action: string): any",
        "An action's outputs; an older name of outputs.",
        ONE,
        outputs,
    )
    .fails_if("no such action has run on the way here"),
    reference(
        "actions",
        "actions(action: string): object",
        "The record of an action: its inputs, outputs, times and status.",
        ONE,
        actions,
    )
    .fails_if("no such action has run on the way here"),
    reference(
        "appsetting",
        "appsetting(name: string): string",
        "A setting of the host; only in Logic Apps Standard.",
        ONE,
        appsetting,
    )
    .fails_if("there is no such setting"),
    reference("body", "body(action: string): any", "The body of an action's outputs.", ONE, body)
        .fails_if("no such action has run on the way here"),
    reference(
        "formDataMultiValues",
        "formDataMultiValues(action: string, key: string): array",
        "All values of a key in form data that an action answered.",
        TWO,
        form_data_multi_values,
    )
    .fails_if("the action did not answer form data"),
    reference(
        "formDataValue",
        "formDataValue(action: string, key: string): any",
        "The single value of a key in form data that an action answered.",
        TWO,
        form_data_value,
    )
    .fails_if("the action did not answer form data, or has several values for the key"),
    reference("item", "item(): any", "The current item of the list that is worked through.", NONE, item)
        .fails_if("there is no list around it"),
    reference("items", "items(loop: string): any", "The current item of a named loop.", ONE, items)
        .fails_if("there is no such loop around it"),
    reference(
        "iterationIndexes",
        "iterationIndexes(loop: string): integer",
        "How many times a named until loop has run before, from 0.",
        ONE,
        iteration_indexes,
    )
    .fails_if("there is no such loop around it"),
    reference(
        "listCallbackUrl",
        "listCallbackUrl(): string",
        "The address that a webhook subscription is told to call.",
        NONE,
        list_callback_url,
    )
    .fails_if("it is called elsewhere"),
    reference(
        "multipartBody",
        "multipartBody(action: string, index: integer): any",
        "One part of a multipart answer of an action.",
        TWO,
        multipart_body,
    )
    .fails_if("there is no such part"),
    reference("outputs", "outputs(action: string): any", "An action's outputs.", ONE, outputs)
        .fails_if("no such action has run on the way here"),
    reference("parameters", "parameters(name: string): any", "The value of a parameter of the flow.", ONE, parameters)
        .fails_if("there is no such parameter"),
    reference("result", "result(scope: string): array", "The records of the actions directly in a scope.", ONE, result)
        .fails_if("there is no such scope, or it has not run"),
    reference(
        "trigger",
        "trigger(): object",
        "The record of the trigger: its inputs, outputs and times.",
        NONE,
        trigger,
    ),
    reference("triggerBody", "triggerBody(): any", "The body of the trigger's outputs.", NONE, trigger_body),
    reference(
        "triggerFormDataMultiValues",
        "triggerFormDataMultiValues(key: string): array",
        "All values of a key in form data that the trigger received.",
        ONE,
        trigger_form_data_multi_values,
    )
    .fails_if("the trigger did not receive form data"),
    reference(
        "triggerFormDataValue",
        "triggerFormDataValue(key: string): any",
        "The single value of a key in form data that the trigger received.",
        ONE,
        trigger_form_data_value,
    )
    .fails_if("the trigger did not receive form data, or has several values for the key"),
    reference(
        "triggerMultipartBody",
        "triggerMultipartBody(index: integer): any",
        "One part of a multipart body that the trigger received.",
        ONE,
        trigger_multipart_body,
    )
    .fails_if("there is no such part"),
    reference("triggerOutputs", "triggerOutputs(): any", "The trigger's outputs.", NONE, trigger_outputs),
    reference("variables", "variables(name: string): any", "The value of a variable.", ONE, variables)
        .fails_if("there is no such variable"),
    reference("workflow", "workflow(): object", "The flow and its run: their names, ids and tags.", NONE, workflow),
];

const fn reference(
    name: &'static str,
    signature: &'static str,
    summary: &'static str,
    count: Count,
    call: fn(&mut Call<'_>) -> Result<Value, EvalError>,
) -> Function {
    Function::new(Family::Reference, name, signature, summary, count, Implementation::Eager(call))
}

/// The first argument, which must be the name of something.
fn name<'a>(call: &'a Call<'_>) -> Result<&'a str, EvalError> {
    match call.arg(0).as_str() {
        Some(name) => Ok(name),
        None => {
            let function = call.function.name;
            Err(EvalError::template(format!(
                "The provided parameters for template language function '{function}' are not valid."
            )))
        }
    }
}

fn not_here<T>(call: &Call<'_>) -> Result<T, EvalError> {
    let function = call.function.name;
    Err(EvalError::template(format!("The template function '{function}' is not expected at this location.")))
}

fn parameters(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let name = name(call)?;
    call.scope
        .parameter(name)
        .ok_or_else(|| EvalError::template(format!("The workflow parameter '{name}' is not found.")))
}

fn variables(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let name = name(call)?;
    call.scope.variable(name).ok_or_else(|| {
        EvalError::template(format!(
            "The variable '{name}' is not found. It must be initialized before it can be used."
        ))
    })
}

fn unknown_action(call: &Call<'_>, name: &str) -> EvalError {
    EvalError::template(format!(
        "The action '{name}' referenced by the template function '{}' is not defined in the template or has not run on the \
         way to here.",
        call.function.name
    ))
}

fn action_outputs(call: &Call<'_>) -> Result<Value, EvalError> {
    let name = name(call)?;
    let outputs = call.scope.outputs(name).ok_or_else(|| unknown_action(call, name))?;
    Ok(outputs.unwrap_or_default())
}

/// The body of outputs; null if there is none.
fn body_of(outputs: &Value) -> Value {
    outputs.as_object().and_then(|outputs| outputs.get_ignore_case("body")).cloned().unwrap_or_default()
}

fn outputs(call: &mut Call<'_>) -> Result<Value, EvalError> {
    action_outputs(call)
}

fn body(call: &mut Call<'_>) -> Result<Value, EvalError> {
    action_outputs(call).map(|outputs| body_of(&outputs))
}

fn actions(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let name = name(call)?;
    call.scope.action(name).ok_or_else(|| unknown_action(call, name))
}

fn action(call: &mut Call<'_>) -> Result<Value, EvalError> {
    call.scope.this_action().map_or_else(|| not_here(call), Ok)
}

fn list_callback_url(call: &mut Call<'_>) -> Result<Value, EvalError> {
    call.scope.callback_url().map_or_else(|| not_here(call), |url| Ok(Value::String(url)))
}

fn appsetting(call: &mut Call<'_>) -> Result<Value, EvalError> {
    if call.profile == Profile::PowerAutomate {
        return not_here(call);
    }
    let name = name(call)?;
    call.scope
        .app_setting(name)
        .map(Value::String)
        .ok_or_else(|| EvalError::template(format!("The app setting '{name}' is not found.")))
}

fn trigger(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(call.scope.trigger())
}

fn trigger_outputs(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(call.scope.trigger_outputs())
}

fn trigger_body(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(body_of(&call.scope.trigger_outputs()))
}

fn item(call: &mut Call<'_>) -> Result<Value, EvalError> {
    call.scope.item().map_or_else(|| not_here(call), Ok)
}

fn unknown_loop(call: &Call<'_>, name: &str) -> EvalError {
    EvalError::template(format!(
        "The template function '{}' refers to '{name}', which is not a loop around this place.",
        call.function.name
    ))
}

fn items(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let name = name(call)?;
    call.scope.items(name).ok_or_else(|| unknown_loop(call, name))
}

fn iteration_indexes(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let name = name(call)?;
    call.scope.iteration_index(name).map(Value::Int).ok_or_else(|| unknown_loop(call, name))
}

fn result(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let name = name(call)?;
    call.scope.result(name).ok_or_else(|| {
        EvalError::template(format!(
            "The template function 'result' refers to '{name}', which is not a scope that has run."
        ))
    })
}

fn workflow(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(call.scope.workflow())
}

fn form_data_value(call: &mut Call<'_>) -> Result<Value, EvalError> {
    form::value(call, &action_outputs(call)?, 1)
}

fn form_data_multi_values(call: &mut Call<'_>) -> Result<Value, EvalError> {
    form::values(call, &action_outputs(call)?, 1)
}

fn trigger_form_data_value(call: &mut Call<'_>) -> Result<Value, EvalError> {
    form::value(call, &call.scope.trigger_outputs(), 0)
}

fn trigger_form_data_multi_values(call: &mut Call<'_>) -> Result<Value, EvalError> {
    form::values(call, &call.scope.trigger_outputs(), 0)
}

fn multipart_body(call: &mut Call<'_>) -> Result<Value, EvalError> {
    form::part(call, &action_outputs(call)?, 1)
}

fn trigger_multipart_body(call: &mut Call<'_>) -> Result<Value, EvalError> {
    form::part(call, &call.scope.trigger_outputs(), 0)
}
