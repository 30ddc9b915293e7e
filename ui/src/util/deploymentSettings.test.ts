import { expect, test } from 'vitest'
import {
  chosenConnection,
  chosenValue,
  NO_SETTINGS,
  readSettings,
  withConnection,
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

test.each([
  ['[1', /not valid JSON/],
  ['[]', /must hold an object/],
  ['null', /must hold an object/],
  ['{"ConnectionReferences": {}}', /ConnectionReferences must be a list/],
])('the file %s says what is wrong with it', (text, message) => {
  expect(() => readSettings(text)).toThrow(message)
})
