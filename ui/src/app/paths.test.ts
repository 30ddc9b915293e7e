import { expect, test } from 'vitest'
import { localPath } from './localPath'
import { sameKindOfPage } from './samePage'

test.each([
  [undefined, '/'],
  ['/e/dev/runs?status=Failed#x', '/e/dev/runs?status=Failed#x'],
  ['//evil.example/x', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/\t/evil.example', '/'],
])('after signing in, %s leads to %s', (returnTo, path) => expect(localPath(returnTo)).toBe(path))

test('switching keeps the page, except a run, which belongs to its environment', () => {
  expect(sameKindOfPage('/e/dev/flows/f1', 'prod')).toMatchObject({ params: { env: 'prod', flow: 'f1' } })
  expect(sameKindOfPage('/e/dev/runs/r1', 'prod')).toMatchObject({ to: '/e/$env/runs' })
  expect(sameKindOfPage('/e/dev/solutions', 'prod')).toMatchObject({ to: '/e/$env/solutions' })
  expect(sameKindOfPage('/e/dev/solutions/Orders', 'prod')).toMatchObject({ params: { solution: 'Orders' } })
  expect(sameKindOfPage('/e/dev/import', 'prod')).toMatchObject({ to: '/e/$env/import' })
  expect(sameKindOfPage('/people/p1', 'prod')).toMatchObject({ to: '/e/$env' })
})
