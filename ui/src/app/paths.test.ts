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

const opened = (pathname: string) => sameKindOfPage(pathname, 'prod')

test('switching keeps the page, except a run or a connection, which belongs to its environment', () => {
  expect(opened('/e/dev/flows/f1').to).toMatchObject({ params: { env: 'prod', flow: 'f1' } })
  expect(opened('/e/dev/runs/r1')).toMatchObject({
    to: { to: '/e/$env/runs' },
    said: expect.stringMatching(/^A run belongs/),
  })
  expect(opened('/e/dev/runs')).toEqual({ to: expect.objectContaining({ to: '/e/$env/runs' }) })
  expect(opened('/e/dev/connections/c1').said).toMatch(/^A connection belongs/)
  expect(opened('/e/dev/solutions').to).toMatchObject({ to: '/e/$env/solutions' })
  expect(opened('/e/dev/solutions/Orders').to).toMatchObject({ params: { solution: 'Orders' } })
  expect(opened('/e/dev/import').to).toMatchObject({ to: '/e/$env/import' })
  expect(opened('/e/dev/overview').to).toMatchObject({ to: '/e/$env/overview' })
  expect(opened('/people/p1').to).toMatchObject({ to: '/e/$env' })
})
