import { expect, test } from 'vitest'
import { isHigher } from './version'

test.each([
  ['1.10.0.0', '1.9.0.0', true],
  ['1.0', '1.0.0.0', false],
  ['1.0.0.1', '1.0', true],
  ['2.0.0.0', '10.0.0.0', false],
])('%s is higher than %s: %s', (version, than, expected) => {
  expect(isHigher(version, than)).toBe(expected)
})
