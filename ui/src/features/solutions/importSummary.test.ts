import { expect, test } from 'vitest'
import type { ImportReport } from '@/api/types'
import { importSummary } from './importSummary'

const REPORT: ImportReport = {
  solution: 'Contoso',
  version: '1.0.0.0',
  applied: false,
  components: [
    { kind: 'flow', name: 'A', change: 'add' },
    { kind: 'flow', name: 'B', change: 'change' },
  ],
  references: [{ logicalName: 'r1', connector: 'c', source: 'none' }],
  variables: [{ schemaName: 'v1', source: 'none' }],
  flows: [{ id: '1', name: 'A', on: false, needs: ['Bind r1.'] }],
  tables: [],
  warnings: [],
}

test('a check says what would come in and what is not settled', () => {
  expect(importSummary(REPORT)).toEqual({
    title: 'Would import Contoso 1.0.0.0',
    lines: [
      '1 component added, 1 changed, 0 removed.',
      'Not bound: r1.',
      'Without a value: v1.',
      'A would stay off until this is settled.',
    ],
    open: 3,
  })
})

test('a settled import is short', () => {
  const settled = { ...REPORT, applied: true, references: [], variables: [], flows: [] }
  expect(importSummary(settled)).toMatchObject({ title: 'Imported Contoso 1.0.0.0', open: 0 })
  expect(importSummary(settled).lines).toHaveLength(1)
})
