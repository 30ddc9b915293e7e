import { promotion } from '@mocks/data/pipelines'
import { expect, test } from 'vitest'
import type { Promotion } from '@/api/types'
import { promotionSteps } from './promotionSteps'
import { promotionActions, promotionEffects } from './promotionVerbs'

function drawn(changed: Partial<Promotion>) {
  return promotionActions({ ...promotion, ...changed }).map(({ verb, can }) =>
    can.reason ? `${verb}: ${can.reason}` : verb,
  )
}

test('whoever asked can withdraw, and reads why they may not decide', () => {
  expect(drawn({ mayDecide: false, whyNot: 'You asked for it.' })).toEqual([
    'approve: You asked for it.',
    'reject: You asked for it.',
    'apply: 1 approval is missing.',
    'refresh',
    'withdraw',
  ])
})

test('an approver decides, and only whoever asked withdraws', () => {
  expect(drawn({ mayChange: false })).toEqual([
    'approve',
    'reject',
    'apply: 1 approval is missing.',
    'refresh: Soul Tanaka, who asked for it, and whoever may ask for promotions can do this.',
    'withdraw: Soul Tanaka, who asked for it, and whoever may ask for promotions can do this.',
  ])
})

test('an approver may reject before the replay that the stage asks for, and approve only after it', () => {
  const whyNot = 'The latest 10 runs have to be replayed first.'
  expect(drawn({ whyNot }).slice(0, 2)).toEqual([`approve: ${whyNot}`, 'reject'])
})

test('once approved it is applied, unless a check fails', () => {
  const approved = { state: 'approved', given: 1, mayApply: true, mayDecide: false } as const
  expect(drawn(approved)[0]).toBe('apply')
  expect(drawn({ ...approved, plan: { ...promotion.plan, canApply: false } })[0]).toBe(
    'apply: A check fails: see what it needs below.',
  )
  expect(drawn({ ...approved, mayApply: false })[0]).toBe(
    'apply: Whoever asked, its approvers and admins of Contoso Prod apply it.',
  )
})

test.each<[Promotion['state'], string[]]>([
  ['stale', ['refresh', 'withdraw']],
  ['failed', ['refresh', 'withdraw']],
  ['applied', ['rollback']],
  ['rejected', []],
  ['withdrawn', []],
])('a promotion that is %s', (state, verbs) => expect(drawn({ state })).toEqual(verbs))

test('a stage that asks nobody has no decisions', () => {
  expect(drawn({ needed: 0, state: 'approved', mayApply: true })).toEqual(['apply', 'refresh', 'withdraw'])
})

test('approving names what is frozen, and what is missing after it', () => {
  expect(promotionEffects({ ...promotion, needed: 3, given: 1 }, 'approve')).toContain(
    '1 more approval is needed.',
  )
  expect(promotionEffects(promotion, 'approve')).toContain(promotion.planDigest.slice(0, 12))
})

test('the steps tell how far it is', () => {
  const states = (changed: Partial<Promotion>) =>
    promotionSteps({ ...promotion, ...changed }).map(({ state }) => state)
  expect(states({})).toEqual(['Done', 'Open', 'Not yet'])
  expect(states({ given: 1, state: 'applied' })).toEqual(['Done', 'Done', 'Done'])
  expect(states({ state: 'rejected' })).toEqual(['Done', 'Rejected', 'Not yet'])
  expect(states({ state: 'withdrawn', needed: 0 })).toEqual(['Withdrawn', 'None', 'Not yet'])
  expect(states({ state: 'stale', given: 1 })).toEqual(['Done', 'Done', 'Stale'])
})

test('what cannot be applied is not approved, but can be rejected', () => {
  const plan = { ...promotion.plan, canApply: false }
  expect(drawn({ plan }).slice(0, 2)).toEqual(['approve: A check fails: see what it needs below.', 'reject'])
})
