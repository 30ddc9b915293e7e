import { expect, test } from 'vitest'
import type { ColumnView } from '@/api/types'
import { columnDetail } from './words'

const COLUMN: ColumnView = {
  logicalName: 'x',
  schemaName: 'X',
  displayName: 'X',
  type: 'String',
  requirement: 'none',
}

test.each<[Partial<ColumnView>, string]>([
  [{ maxLength: 100 }, 'at most 100 characters'],
  [{ precision: 1 }, '1 decimal place'],
  [{ targets: ['account', 'contact'] }, 'a row of account or contact'],
  [{ options: [{ value: 1, label: 'Open' }] }, 'Open'],
  [{ behavior: 'dateOnly' }, 'a date without a time'],
  [{}, ''],
])('a column with %o: %s', (changed, detail) => {
  expect(columnDetail({ ...COLUMN, ...changed })).toBe(detail)
})
