import { dataverse, webcontents } from '@mocks/data/connectors'
import { expect, test } from 'vitest'
import { connectionRequest, EMPTY, fieldsOf, missing } from './connectionForm'

const basic = {
  ...EMPTY,
  connector: webcontents.name,
  authentication: 'basic',
  values: { baseUrl: ' https://crm.example.org ', username: 'svc', password: ' secret ' },
}

test('it asks for what the connector and the chosen way take', () => {
  expect(fieldsOf(webcontents, EMPTY).map(({ name }) => name)).toEqual(['baseUrl'])
  expect(fieldsOf(webcontents, basic).map(({ name }) => name)).toEqual(['baseUrl', 'username', 'password'])
  expect(fieldsOf(undefined, basic)).toEqual([])
})

test.each([
  [undefined, EMPTY, 'Choose the connector first.'],
  [dataverse, EMPTY, undefined],
  [webcontents, EMPTY, 'Choose how to say who connects first.'],
  [webcontents, basic, undefined],
  [webcontents, { ...basic, values: { ...basic.values, password: '' } }, 'Password is missing.'],
  [webcontents, { ...basic, values: { ...basic.values, baseUrl: ' ' } }, 'Base address is missing.'],
])('it says what is missing (%#)', (connector, form, sentence) =>
  expect(missing(connector, form)).toBe(sentence),
)

test('secrets go apart, as they are, and what another way asked for does not go at all', () => {
  const values = { ...basic.values, token: 'of another way' }
  expect(connectionRequest(webcontents, { ...basic, values, expires: '2027-01-31' })).toEqual({
    connector: webcontents.name,
    parameters: { authentication: 'basic', baseUrl: 'https://crm.example.org', username: 'svc' },
    credentials: { password: ' secret ' },
    expiresAt: '2027-01-31T00:00:00Z',
  })
  expect(connectionRequest(dataverse, EMPTY)).toEqual({
    connector: dataverse.name,
    parameters: {},
    credentials: {},
  })
})
