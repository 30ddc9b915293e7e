import { expect, test } from 'vitest'
import type { Pipeline, SolutionView } from '@/api/types'
import { solutionRows } from './matrix'

function solution(uniqueName: string, version: string): SolutionView {
  return {
    uniqueName,
    version,
    displayName: '',
    managed: true,
    publisher: 'contoso',
    installedAt: '2026-01-01T00:00:00Z',
  }
}

function pipeline(mayRequest: boolean): Pipeline {
  const stage = { kind: 'test', protected: false, approvals: 0, replay: 0, approvers: [] } as const
  return {
    id: 'p',
    name: 'main',
    source: 'dev',
    stages: [
      { ...stage, environment: 'test', displayName: 'Test', approvers: [] },
      { ...stage, environment: 'prod', displayName: 'Prod', approvers: [] },
    ],
    mayManage: false,
    mayRequest,
  }
}

const INSTALLED = [
  { environment: 'dev', solutions: [solution('b', '1.10'), solution('a', '2'), solution('c', '1.9')] },
  { environment: 'test', solutions: [solution('b', '1.9'), solution('a', '2'), solution('c', '1.10')] },
  { environment: 'prod', solutions: [solution('a', '2'), solution('c', '1.10')] },
]

function drawn(mayRequest: boolean) {
  return solutionRows(INSTALLED, [pipeline(mayRequest)]).map(
    ({ uniqueName, versions, promotions, same }) =>
      `${uniqueName} ${[...versions.values()].join(' ')}${same ? ' same' : ''}${[...promotions]
        .map(([to, { version }]) => ` ${version}->${to}`)
        .join('')}`,
  )
}

test('each stage is offered what the one before it has, if that is higher', () => {
  expect(drawn(true)).toEqual(['a 2 2 2 same', 'b 1.10 1.9 1.10->test 1.9->prod', 'c 1.9 1.10 1.10'])
})

test('whoever may not request is offered nothing', () => {
  expect(drawn(false)).toEqual(['a 2 2 2 same', 'b 1.10 1.9', 'c 1.9 1.10 1.10'])
})
