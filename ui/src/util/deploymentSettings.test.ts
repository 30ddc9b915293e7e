import { expect, test } from 'vitest'
import {
  chosenConnection,
  chosenOwners,
  chosenValue,
  NO_SETTINGS,
  readSettings,
  withConnection,
  withOwners,
  withValue,
  writeSettings,
} from './deploymentSettings'

const REFERENCE = { logicalName: 'contoso_Mail', connector: 'shared_office365' }

test('choices are written as Microsoft’s deployment settings, each once, names without case', () => {
  const bound = withConnection(NO_SETTINGS, REFERENCE, 'c1')
  const again = withConnection(bound, { ...REFERENCE, logicalName: 'CONTOSO_MAIL' }, 'c2')
  expect(again.ConnectionReferences).toEqual([
    {
      LogicalName: 'CONTOSO_MAIL',
      ConnectionId: 'c2',
      ConnectorId: '/providers/Microsoft.PowerApps/apis/shared_office365',
    },
  ])
  expect(chosenConnection(again, 'contoso_mail')).toBe('c2')
  expect(withConnection(again, REFERENCE, undefined)).toEqual(NO_SETTINGS)
  const set = withValue(withValue(NO_SETTINGS, 'v', '1'), 'V', '2')
  expect(set.EnvironmentVariables).toEqual([{ SchemaName: 'V', Value: '2' }])
  expect(withValue(set, 'v', undefined)).toEqual(NO_SETTINGS)
})

test('a file is read, blanks are no choice, and what is not known here stays', () => {
  const read = readSettings(
    '\uFEFF{"EnvironmentVariables":[{"SchemaName":"v","Value":""}],"ActivateFlowConfiguration":[{"activate":"true"}]}',
  )
  expect(chosenValue(read, 'v')).toBeUndefined()
  expect(read.ConnectionReferences).toEqual([])
  const written: unknown = JSON.parse(writeSettings(withValue(read, 'v', '5')))
  expect(written).toMatchObject({
    EnvironmentVariables: [{ SchemaName: 'v', Value: '5' }],
    ActivateFlowConfiguration: [{ activate: 'true' }],
  })
})

test('owners are named by flow, and who is primary owner is no co-owner besides', () => {
  const flow = { id: 'f1', name: 'Audit' }
  const both = withOwners(NO_SETTINGS, flow, { others: ['sam', 'sales'] })
  expect(both.Owners).toEqual([{ Flow: 'f1', PrimaryOwner: '', CoOwners: ['sam', 'sales'] }])
  const primary = withOwners(both, flow, { primary: 'Sam', others: ['sam', 'sales'] })
  expect(chosenOwners(primary, flow)).toEqual({ primary: 'Sam', others: ['sales'] })
  expect(withOwners(primary, flow, { others: [] })).toEqual(NO_SETTINGS)
})

test('owners in a file are found by the name of the flow too, and other keys stay', () => {
  const flow = { id: 'f1', name: 'Audit' }
  const read = readSettings('{"Owners":[{"Flow":"audit","CoOwners":["sam"],"Note":"x"},{"Flow":"f2"}]}')
  expect(chosenOwners(read, flow)).toEqual({ primary: undefined, others: ['sam'] })
  expect(withOwners(read, flow, { primary: 'roohi', others: ['sam'] }).Owners).toEqual([
    { Flow: 'f2' },
    { Flow: 'audit', PrimaryOwner: 'roohi', CoOwners: ['sam'], Note: 'x' },
  ])
})

test.each([
  ['[1', /not valid JSON/],
  ['[]', /must hold an object/],
  ['null', /must hold an object/],
  ['{"ConnectionReferences": {}}', /ConnectionReferences must be a list/],
  ['{"Owners": {}}', /Owners must be a list/],
])('the file %s says what is wrong with it', (text, message) => {
  expect(() => readSettings(text)).toThrow(message)
})
