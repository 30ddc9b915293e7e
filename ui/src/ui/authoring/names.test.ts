import { expect, test } from 'vitest'
import { nameForFiles, schemaNameProblem } from './names'

test.each([
  ['contoso_Limit', true],
  ['a1_x', true],
  ['Limit', false],
  ['_Limit', false],
  ['contoso_', false],
  ['contoso_Lim it', false],
  ['toolongprefix_x', false],
])('%s is a name: %s', (name, fits) => expect(schemaNameProblem(name) === undefined).toBe(fits))

test.each([
  ['Order intake', 'OrderIntake'],
  ['2 Größen & mehr', 'GroenMehr'],
  ['', ''],
])('“%s” is %s in files', (read, name) => expect(nameForFiles(read)).toBe(name))
