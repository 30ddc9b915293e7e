import { expect, test } from 'vitest'
import { providerPage } from '@/api/session'
import { signInError } from './signInErrors'

test('only known codes are told, and no text of the address', () => {
  expect(signInError(undefined)).toBeUndefined()
  expect(signInError('STW1072')).toMatchObject({
    code: 'STW1072',
    title: 'The provider’s user is not let in',
  })
  for (const forged of ['Call +1 555 0100 now', 'constructor', '__proto__']) {
    expect(JSON.stringify(signInError(forged))).not.toContain(forged)
  }
})

test('a provider’s page is told where to come back to', () => {
  expect(providerPage('corp', '/e/dev?x=1&y')).toBe('/auth/oidc/corp/start?returnTo=%2Fe%2Fdev%3Fx%3D1%26y')
})
