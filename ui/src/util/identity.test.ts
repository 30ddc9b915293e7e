import { by, schedule } from '@mocks/data/actions'
import { chip, financeBot, roohi, sam } from '@mocks/data/people'
import { expect, test } from 'vitest'
import type { ActionView } from '@/api/types'
import { actionSentence, identityGroups, identityLine, principalDescription, runAsSentence } from './identity'

const START = '2026-11-22T10:00:00.000Z'

function action(more: Partial<ActionView> & { takes?: number }): ActionView {
  const [view] = schedule(
    [{ name: 'Add_audit_row', type: 'OpenApiConnection', takes: 96, acting: by(1) }],
    START,
    {
      path: [],
    },
  )
  return { ...(view as ActionView), ...more }
}

test('a screen reader hears who, what kind and whether active', () => {
  expect(principalDescription(chip(sam))).toBe('Sam Carter, person, active')
  expect(
    principalDescription({ ...chip(sam), kind: 'serviceAccount', active: false, state: 'expired' }),
  ).toBe('Sam Carter, service account, expired')
  expect(principalDescription({ ...chip(sam), leavesAt: '2026-12-31T00:00:00Z' })).toBe(
    'Sam Carter, person, active, leaves on 2026-12-31',
  )
})

test('a finished action says as whom, through what, on whose behalf, and why', () => {
  const { acting } = action({})
  const onBehalf = acting && {
    ...acting,
    principal: chip(sam),
    impersonator: chip(roohi),
    sentence: 'Because.',
  }
  expect(actionSentence(action({ acting: onBehalf }))).toBe(
    '“Add audit row” succeeded in 96 ms as Sam Carter (person) through the connection “Dataverse of Roohi” (Dataverse) of Roohi Mehta, who acted on behalf. Because.',
  )
})

test('an action without a connector acts as nobody, and a skipped one did nothing', () => {
  expect(actionSentence(action({ acting: undefined }))).toBe(
    '“Add audit row” succeeded in 96 ms. It calls no connector, so it acts as nobody.',
  )
  expect(actionSentence(action({ status: 'Skipped', code: 'ActionSkipped' }))).toBe(
    '“Add audit row” was skipped (ActionSkipped).',
  )
  expect(actionSentence(action({ status: 'Failed', code: 'Forbidden', acting: undefined }))).toContain(
    'failed with Forbidden in 96 ms',
  )
})

test('a blank run as is explained as well', () => {
  expect(runAsSentence(undefined)).toContain('Run as is not set')
  expect(runAsSentence('processOwner')).toContain("the principal of the trigger's connection")
})

test('actions are grouped by the identity they will use', () => {
  const use = { connectionReference: 'dataverse', ability: 'can', because: '' } as const
  const groups = identityGroups({
    identities: [
      {
        action: 'A',
        ...use,
        mode: 'own',
        actsAs: 'x',
        principal: chip(roohi),
        rule: 'ownConnection',
      },
      {
        action: 'B',
        ...use,
        mode: 'impersonate',
        actsAs: 'the invoker',
        rule: 'blankTriggeringUser',
      },
      {
        action: 'C',
        ...use,
        mode: 'own',
        actsAs: 'y',
        principal: chip(roohi),
        rule: 'ownConnection',
      },
      { action: 'D', ...use, mode: 'own', actsAs: 'not bound' },
      {
        action: 'E',
        ...use,
        mode: 'own',
        actsAs: 'z',
        principal: chip(financeBot),
        rule: 'ownConnection',
      },
    ],
  })
  expect(groups).toEqual([
    { who: 'Roohi Mehta', kind: 'user', principal: chip(roohi), actions: ['A', 'C'] },
    { who: 'triggering user', kind: 'decidedByRun', principal: undefined, actions: ['B'] },
    { who: 'nobody yet', kind: 'nobody', principal: undefined, actions: ['D'] },
    {
      who: chip(financeBot).displayName,
      kind: 'serviceAccount',
      principal: chip(financeBot),
      actions: ['E'],
    },
  ])
  expect(identityLine(groups)).toBe('1 service account, triggering user, 1 personal, nobody yet')
  expect(identityLine([])).toBe('none')
})
