import { expect, test } from 'vitest'
import { browserName } from './browserName'
import { purpose, scopesOf } from './scopes'

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0',
    'Edge on Windows',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1',
    'Safari on iPhone',
  ],
  ['steward/0.1.0', 'steward'],
  ['', 'A program'],
])('%s is %s', (agent, name) => expect(browserName(agent)).toBe(name))

test('scopes are typed between spaces or commas, and none is everything', () => {
  expect(scopesOf(' flows:read, runs:run  all:read')).toEqual(['flows:read', 'runs:run', 'all:read'])
  expect(scopesOf(' ')).toEqual([])
  expect(purpose({ scopes: [], environment: undefined }, 'you')).toBe('everything that you may')
  expect(purpose({ scopes: ['flows:read'], environment: 'dev' }, 'you')).toBe('flows:read, in dev')
})
