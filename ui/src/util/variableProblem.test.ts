import { expect, test } from 'vitest'
import { variableProblem } from './variableProblem'

test.each([
  ['number', '1.5', true],
  ['number', 'one', false],
  ['number', ' ', false],
  ['boolean', 'Yes', true],
  ['boolean', '1', false],
  ['json', '[1]', true],
  ['json', '[1', false],
  ['string', 'anything', true],
] as const)('a %s variable takes “%s”: %s', (type, value, fits) => {
  expect(variableProblem(type, value) === undefined).toBe(fits)
})
