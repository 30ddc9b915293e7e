import { expect, test } from 'vitest'
import type { CheckFinding } from '@/api/types'
import { exportWarnings, stepAfter } from './exportSteps'

function finding(severity: CheckFinding['severity'], waived?: string): CheckFinding {
  return { code: 'X', severity, message: '', place: { file: '', path: '' }, fix: '', waived }
}

test('what is missing and what is grave is told, what somebody waived is not', () => {
  const missing = { kind: 'table', key: 't', name: 'T', isHere: true, neededBy: [], sentence: '' }
  expect(exportWarnings({ missing: [], findings: [finding('low'), finding('high', 'known')] })).toEqual([])
  expect(
    exportWarnings({
      missing: [missing, { ...missing, solution: 'Base 1.0.0.0' }],
      findings: [finding('high'), finding('critical')],
    }),
  ).toEqual(['1 component that it needs is not in it.', '2 findings of high severity.'])
})

test('the last step has none after it', () => {
  expect(stepAfter('version')).toBe('content')
  expect(stepAfter('download')).toBe('download')
})
