import { expect, test } from 'vitest'
import { NEW_SOLUTION, solutionIdentity, solutionProblem } from './solutionForm'

const FORM = {
  ...NEW_SOLUTION,
  uniqueName: 'Orders',
  displayName: ' Orders ',
  publisherName: 'Contoso Ltd',
  publisher: 'Contoso',
  prefix: 'con',
}

test('a form with everything is sent as the API wants it', () => {
  expect(solutionProblem(FORM)).toBeUndefined()
  expect(solutionIdentity(FORM)).toEqual({
    displayName: 'Orders',
    version: '1.0.0.0',
    publisher: { uniqueName: 'Contoso', displayName: 'Contoso Ltd', prefix: 'con' },
    description: undefined,
  })
})

test.each([
  [{ displayName: ' ' }, /name first/],
  [{ uniqueName: '2Orders' }, /name in files/],
  [{ version: '1' }, /two to four/],
  [{ version: '1.0.0.0.0' }, /two to four/],
  [{ publisher: 'Con toso' }, /publisher/],
  [{ prefix: 'c' }, /prefix/],
  [{ prefix: 'mscrmx' }, /prefix/],
])('%o is told', (wrong, message) => {
  expect(solutionProblem({ ...FORM, ...wrong })).toMatch(message)
})
