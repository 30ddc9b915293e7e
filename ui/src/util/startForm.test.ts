import { describe, expect, test } from 'vitest'
import { startFields, startInputs, startsByHand, triggerIn } from './startForm'

const SCHEMA = {
  type: 'object',
  properties: {
    text: { title: 'Version', type: 'string', 'x-ms-content-hint': 'TEXT' },
    number: { title: 'N', type: 'number', 'x-ms-content-hint': 'NUMBER' },
    boolean: { title: 'B', type: 'boolean', 'x-ms-content-hint': 'BOOLEAN' },
    email: { title: 'E', type: 'string', format: 'email', 'x-ms-content-hint': 'EMAIL' },
    date: { title: 'D', type: 'string', format: 'date', 'x-ms-content-hint': 'DATE' },
    file: { title: 'F', type: 'object', 'x-ms-content-hint': 'FILE', properties: {} },
    text_1: { title: 'Pick', type: 'string', enum: ['a', 'b'] },
    array: { type: 'array', items: { type: 'string', enum: ['x', 'y'] } },
    object: { type: 'object' },
  },
  required: ['text'],
}

test('every kind of input has its field, in the order of the schema', () => {
  expect(
    startFields(SCHEMA).map(({ key, title, kind, required }) => `${key} ${title} ${kind} ${required}`),
  ).toEqual([
    'text Version text true',
    'number N number false',
    'boolean B boolean false',
    'email E email false',
    'date D date false',
    'file F file false',
    'text_1 Pick choice false',
    'array array choices false',
    'object object json false',
  ])
})

test('a schema that is none asks for nothing', () => {
  expect(startFields(undefined)).toEqual([])
  expect(startFields({ properties: [1] })).toEqual([])
  expect(startFields({ properties: { a: null } })).toEqual([])
})

describe('what was typed', () => {
  const fields = startFields(SCHEMA)

  test('becomes typed inputs; what was left empty is absent, an unticked box is no', () => {
    const values = { text: '7', number: '2.5', email: '', array: ['x'], object: '{"a":1}' }
    expect(startInputs(fields, values)).toEqual({
      inputs: { text: '7', number: 2.5, boolean: false, array: ['x'], object: { a: 1 } },
      problems: {},
    })
  })

  test('is refused field by field', () => {
    const values = { number: 'many', email: 'nobody', object: '{' }
    expect(startInputs(fields, values).problems).toEqual({
      text: 'Required.',
      number: 'Must be a number.',
      email: 'Must be a mail address.',
      object: 'Must be valid JSON.',
    })
  })
})

describe('the trigger', () => {
  const trigger = { type: 'Request', kind: 'Button', inputs: { schema: SCHEMA } }
  const expected = { type: 'Request', kind: 'Button', schema: SCHEMA }

  test('is found in a bare definition and in a flow file', () => {
    const bare = { triggers: { manual: trigger } }
    expect(triggerIn(bare, 'manual')).toEqual(expected)
    expect(triggerIn({ properties: { connectionReferences: {}, definition: bare } }, 'manual')).toEqual(
      expected,
    )
    expect(triggerIn(bare, 'other')).toBeUndefined()
    expect(triggerIn('text', 'manual')).toBeUndefined()
  })

  test.each([
    [{ type: 'Request', kind: 'Button' }, true],
    [{ type: 'Request', kind: 'PowerAppV2' }, true],
    [{ type: 'Request', kind: 'Http' }, false],
    [{ type: 'Request' }, false],
    [{ type: 'Recurrence' }, true],
    [{ type: 'OpenApiConnectionWebhook' }, false],
  ])('%o starts by hand: %s', (definition, byHand) => expect(startsByHand(definition)).toBe(byHand))
})

test('the trigger names the connection reference that it uses', () => {
  const definition = {
    triggers: {
      row: { type: 'OpenApiConnectionWebhook', inputs: { host: { connectionName: 'dataverse' } } },
    },
  }
  expect(triggerIn(definition, 'row')).toMatchObject({ connection: 'dataverse' })
})
