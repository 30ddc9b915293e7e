// Reading a flow's definition as it was saved: bare, or inside the envelopes that files carry.
export type Json = Record<string, unknown>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value as an object; anything else is an empty one. */
export function objectOf(value: unknown): Json {
  return isObject(value) ? value : {}
}

/** A text that says something. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The workflow inside what was saved, and the connection references beside it. */
export type Workflow = { workflow: Json; references: Json }

/** Files wrap a workflow in `definition`, exports also in `properties`. */
export function workflowIn(definition: unknown): Workflow | undefined {
  if (!isObject(definition)) return undefined
  if (isObject(definition.properties) && isObject(definition.properties.definition)) {
    return workflowIn(definition.properties)
  }
  if (isObject(definition.definition)) {
    const inner = workflowIn(definition.definition)
    return inner && { ...inner, references: objectOf(definition.connectionReferences) }
  }
  return { workflow: definition, references: {} }
}
