import { isObject, type Json, objectOf, textOf, workflowIn } from './definition'

/** One field of the form that starts a flow. */
export type StartField = {
  key: string
  title: string
  description?: string
  required: boolean
  kind: 'text' | 'email' | 'number' | 'date' | 'boolean' | 'choice' | 'choices' | 'file' | 'json'
  choices: string[]
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function kindOf(property: Json): StartField['kind'] {
  const hint = textOf(property['x-ms-content-hint'])
  if (hint === 'FILE') return 'file'
  if (Array.isArray(property.enum)) return 'choice'
  switch (property.type) {
    case 'boolean':
      return 'boolean'
    case 'number':
    case 'integer':
      return 'number'
    case 'array':
      return isObject(property.items) && Array.isArray(property.items.enum) ? 'choices' : 'json'
    case 'object':
      return 'json'
    default:
      if (hint === 'EMAIL' || property.format === 'email') return 'email'
      if (hint === 'DATE' || property.format === 'date') return 'date'
      return 'text'
  }
}

/** The fields of a button trigger's input schema, in the schema's order. */
export function startFields(schema: unknown): StartField[] {
  if (!isObject(schema) || !isObject(schema.properties)) return []
  const required = new Set(strings(schema.required))
  return Object.entries(schema.properties).flatMap(([key, property]) => {
    if (!isObject(property)) return []
    const items = isObject(property.items) ? property.items : {}
    return {
      key,
      title: textOf(property.title) ?? key,
      description: textOf(property.description),
      required: required.has(key),
      kind: kindOf(property),
      choices: strings(property.enum ?? items.enum),
    }
  })
}

/** What somebody typed, by field key. A file is its name and content in base64. */
export type FieldValue = string | boolean | string[] | { name: string; contentBytes: string }
export type FieldValues = Record<string, FieldValue | undefined>

function isEmpty(value: FieldValue | undefined): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

function converted(field: StartField, value: FieldValue): { value: unknown } | { problem: string } {
  if (field.kind === 'number') {
    const number = Number(value)
    return Number.isFinite(number) ? { value: number } : { problem: 'Must be a number.' }
  }
  if (field.kind === 'email' && !/^\S+@\S+$/.test(String(value)))
    return { problem: 'Must be a mail address.' }
  if (field.kind === 'json') {
    try {
      return { value: JSON.parse(String(value)) }
    } catch {
      return { problem: 'Must be valid JSON.' }
    }
  }
  return { value }
}

export type StartInputs = { inputs: Json; problems: Record<string, string> }

/** Turns what was typed into the inputs that the server takes, and says per field what is wrong. */
export function startInputs(fields: readonly StartField[], values: FieldValues): StartInputs {
  const inputs: Json = {}
  const problems: Record<string, string> = {}
  for (const field of fields) {
    const value = field.kind === 'boolean' ? (values[field.key] ?? false) : values[field.key]
    if (value === undefined || isEmpty(value)) {
      if (field.required) problems[field.key] = 'Required.'
      continue
    }
    const result = converted(field, value)
    if ('problem' in result) problems[field.key] = result.problem
    else inputs[field.key] = result.value
  }
  return { inputs, problems }
}

/** A trigger as the definition writes it. `connection` is the key of its connection reference. */
export type TriggerDefinition = { type: string; kind?: string; schema?: unknown; connection?: string }

/** Finds a trigger in a definition, bare or wrapped as flow files wrap it. */
export function triggerIn(definition: unknown, name: string): TriggerDefinition | undefined {
  const trigger = objectOf(workflowIn(definition)?.workflow.triggers)[name]
  if (!isObject(trigger)) return undefined
  const inputs = objectOf(trigger.inputs)
  return {
    type: String(trigger.type),
    kind: textOf(trigger.kind),
    schema: inputs.schema,
    connection: textOf(objectOf(inputs.host).connectionName),
  }
}

/** Whether somebody can start it by hand: a button, or a recurrence that runs early. */
export function startsByHand(trigger: TriggerDefinition | undefined): boolean {
  if (trigger?.type === 'Recurrence') return true
  return trigger?.type === 'Request' && trigger.kind !== undefined && trigger.kind.toLowerCase() !== 'http'
}
