import { describe, expect, test } from 'vitest'
import type { FiringView } from '@/api/types'
import { dueAt, outcome } from './firings'

function firing(properties: Partial<FiringView['properties']>): FiringView {
  const at = '2026-05-03T09:00:00.2000000Z'
  const name = '0197a1ff-5b1e-7c3a-a1de-000000000042'
  return {
    name,
    properties: {
      startTime: at,
      endTime: at,
      status: 'Succeeded',
      code: 'OK',
      fired: true,
      correlation: { clientTrackingId: name },
      trigger: 'manual',
      originHistoryName: name,
      ...properties,
    },
  }
}

describe('what came of a firing', () => {
  test('that started a run is not how the run ended', () => {
    expect(outcome(firing({}))).toBe('It started a run.')
  })

  test('without a run is the reason', () => {
    const error = {
      code: 'TriggerConditionNotMet',
      message: "A condition of the trigger 'manual' does not hold.",
    }
    expect(outcome(firing({ status: 'Skipped', code: error.code, fired: false, error }))).toBe(error.message)
  })

  test('whose reason a server keeps to itself is said all the same', () => {
    expect(outcome(firing({ status: 'Failed', code: 'Odd', fired: false }))).toBe(
      'The trigger `manual` started no run.',
    )
  })
})

test.each([
  ['nothing was scheduled', undefined, undefined],
  ['it fired on time', '2026-05-03T09:00:00.0000000Z', undefined],
  ['it was missed', '2026-05-03T08:00:00.0000000Z', '2026-05-03T08:00:00.0000000Z'],
])('the scheduled time is shown where it differs: %s', (_, scheduledTime, shown) =>
  expect(dueAt(firing({ scheduledTime }))).toBe(shown),
)
