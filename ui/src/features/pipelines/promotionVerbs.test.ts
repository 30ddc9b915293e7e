import { roohi, soul } from '@mocks/data/people'
import { promotion } from '@mocks/data/pipelines'
import { expect, test } from 'vitest'
import type { Me, Promotion } from '@/api/types'
import { promotionSteps } from './promotionSteps'
import { promotionActions, promotionEffects } from './promotionVerbs'

const as = (principal: Me['principal']): Me => ({ principal, environments: [] })

function drawn(changed: Partial<Promotion>, principal = roohi) {
  return promotionActions({ ...promotion, ...changed }, as(principal)).map(({ verb, can }) =>
    can.reason ? `${verb}: ${can.reason}` : verb,
  )
}

test('whoever asked can withdraw, and reads why they may not decide', () => {
  expect(drawn({ mayDecide: false, whyNot: 'You asked for it.' }, soul)).toEqual([
    'approve: You asked for it.',
    'reject: You asked for it.',
    'apply: 1 approval is missing.',
    'withdraw',
  ])
})

test('an approver decides, and only whoever asked withdraws', () => {
  expect(drawn({})).toEqual([
    'approve',
    'reject',
    'apply: 1 approval is missing.',
    'withdraw: Only Soul Tanaka, who asked for it, can withdraw it.',
  ])
})

test('once approved it is applied, unless a check fails', () => {
  const approved = { state: 'approved', given: 1, mayApply: true, mayDecide: false } as const
  expect(drawn(approved)[0]).toBe('apply')
  expect(drawn({ ...approved, plan: { ...promotion.plan, canApply: false } })[0]).toBe(
    'apply: A check fails: see what it needs below.',
  )
  expect(drawn({ ...approved, mayApply: false })[0]).toBe(
    'apply: You may not apply solutions in Contoso Prod.',
  )
})

test.each<[Promotion['state'], string[]]>([
  ['stale', ['refresh', 'withdraw']],
  ['failed', ['refresh', 'withdraw']],
  ['applied', ['rollback']],
  ['rejected', []],
  ['withdrawn', []],
])('a promotion that is %s', (state, verbs) => expect(drawn({ state }, soul)).toEqual(verbs))

test('a stage that asks nobody has no decisions', () => {
  expect(drawn({ needed: 0, state: 'approved', mayApply: true }, soul)).toEqual(['apply', 'withdraw'])
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
