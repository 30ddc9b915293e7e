import { expect, test } from 'vitest'
import { copyEffects, copyProblem, copyRequest, EMPTY_COPY } from './copyForm'

test.each([
  [{}, 'Choose where the tables come from.'],
  [{ from: 'prod', limit: '0' }, 'Say 1 to 10,000 rows.'],
  [{ from: 'prod', limit: '10001' }, 'Say 1 to 10,000 rows.'],
  [{ from: 'prod', limit: 'many', rows: 'none' as const }, undefined],
  [{ from: 'prod' }, undefined],
])('a form with %o: %s', (changed, problem) => {
  expect(copyProblem({ ...EMPTY_COPY, ...changed })).toBe(problem)
})

test('masks and a limit are sent only where there are rows that they are for', () => {
  const masks = { 'contact.birthdate': 'blank' as const }
  const form = { ...EMPTY_COPY, from: 'prod', masks }
  expect(copyRequest(form)).toEqual({ from: 'prod', rows: 'masked', limit: 200, masks, dryRun: false })
  expect(copyRequest({ ...form, rows: 'synthetic', tables: ['contact'], seed: ' x ' })).toEqual({
    from: 'prod',
    tables: ['contact'],
    rows: 'synthetic',
    limit: 200,
    masks: {},
    seed: 'x',
    dryRun: false,
  })
  expect(copyRequest({ ...form, rows: 'none' }).limit).toBeUndefined()
})

test('what it brings is a sentence', () => {
  const table = { table: 't', displayName: 'T', columns: [] }
  const tables = [
    { ...table, change: 'add' as const, rows: 1 },
    { ...table, change: 'same' as const, rows: 2 },
  ]
  expect(copyEffects({ tables }, 'Test')).toMatch(/^Adds 1 table, extends 0, and brings 3 rows to Test\./)
})
