import { expect, test } from 'vitest'
import { schemaNameProblem } from './names'

test.each([
  ['contoso_Limit', true],
  ['a1_x', true],
  ['Limit', false],
  ['_Limit', false],
  ['contoso_', false],
  ['contoso_Lim it', false],
  ['toolongprefix_x', false],
])('%s is a name: %s', (name, fits) => expect(schemaNameProblem(name) === undefined).toBe(fits))
