import { expect, test } from 'vitest'
import { connectorOf } from './connectorOf'

const REFERENCES = {
  shared_office365_1: { api: { name: 'shared_office365' } },
  teams: { id: '/managedApis/teams' },
}

test.each([
  [{ host: { apiId: '/providers/x/apis/shared_sql', operationId: 'GetItems' } }, 'sql', 'GetItems'],
  [
    { host: { connectionName: 'shared_office365_1', operationId: 'SendEmailV2' } },
    'office365',
    'SendEmailV2',
  ],
  [{ host: { connectionName: 'shared_teams' } }, 'teams', undefined],
  [
    {
      host: { connection: { name: "@parameters('$connections')['teams']['connectionId']" } },
      method: 'post',
      path: '/x',
    },
    'teams',
    'POST /x',
  ],
  [{ method: 'GET', uri: 'https://contoso.example' }, undefined, undefined],
  ['@{text}', undefined, undefined],
])('%j calls %s', (inputs, connector, operation) => {
  expect(connectorOf({ inputs }, REFERENCES)).toEqual(connector === undefined ? {} : { connector, operation })
})
