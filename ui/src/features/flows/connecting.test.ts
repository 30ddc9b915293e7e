import { expect, test } from 'vitest'
import type { ConnectorView } from '@/api/types'
import { fieldsOf, ownConnection, unanswered } from './connecting'

const HTTP: ConnectorView = {
  name: 'shared_webcontents',
  displayName: 'HTTP with a connection',
  fields: [{ name: 'baseUrl', title: 'Base address', kind: 'address', optional: false }],
  authentications: [
    { name: 'none', title: 'None', fields: [] },
    {
      name: 'bearer',
      title: 'Bearer token',
      fields: [{ name: 'token', title: 'Token', kind: 'secret', optional: false }],
    },
  ],
}

test('what is asked for follows from the way to sign in', () => {
  expect(fieldsOf(HTTP, {}).map(({ name }) => name)).toEqual(['baseUrl'])
  const bearer = { authentication: 'bearer', baseUrl: 'https://api.example' }
  expect(unanswered(HTTP, { authentication: 'bearer' })?.title).toBe('Base address')
  expect(unanswered(HTTP, bearer)?.title).toBe('Token')
  expect(unanswered(HTTP, { ...bearer, token: 's' })).toBeUndefined()
})

test('secrets are kept apart, and what belongs to another way to sign in is left out', () => {
  const answers = { authentication: 'bearer', baseUrl: 'https://api.example', token: 's', username: 'ana' }
  expect(ownConnection(HTTP, answers)).toEqual({
    connector: 'shared_webcontents',
    private: true,
    parameters: { baseUrl: 'https://api.example', authentication: 'bearer' },
    credentials: { token: 's' },
  })
})
