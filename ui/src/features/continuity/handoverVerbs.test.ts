import { draft } from '@mocks/data/handovers'
import { chip, roohi, sam, soul } from '@mocks/data/people'
import { expect, test } from 'vitest'
import type { Handover, Me } from '@/api/types'
import { handoverActions } from './handoverVerbs'

const me = (principal = soul): Me => ({ principal }) as Me

function told(plan: Handover, who: Me): string[] {
  return handoverActions(plan, who).map(({ label, can }) =>
    can.reason === undefined ? label : `${label}: ${can.reason}`,
  )
}

test('a draft can be approved once every row can happen', () => {
  expect(told(draft, me())).toEqual(['Approve: 1 row cannot happen yet.'])
  const rows = draft.rows.map((row) => ({ ...row, problem: undefined }))
  expect(told({ ...draft, rows }, me())).toEqual(['Approve'])
  expect(told({ ...draft, rows, mayApprove: false }, me())).toEqual([
    'Approve: Only an administrator approves a plan.',
  ])
})

test('an approved plan is applied once everybody has accepted', () => {
  const plan: Handover = { ...draft, status: 'approved', awaited: [chip(roohi)] }
  expect(told(plan, me())).toEqual([
    'Apply now: Waits for Roohi Mehta to accept.',
    'Apply at a time',
    'Withdraw',
  ])
  expect(told({ ...plan, awaited: [] }, me())).toEqual(['Apply now', 'Apply at a time', 'Withdraw'])
})

test('who gets something accepts or declines, and others can do nothing', () => {
  const plan: Handover = { ...draft, status: 'approved', awaited: [chip(roohi)], mayWrite: false }
  expect(told(plan, me(roohi))).toEqual(['Accept', 'Decline'])
  expect(told(plan, me(sam))).toEqual([])
})
