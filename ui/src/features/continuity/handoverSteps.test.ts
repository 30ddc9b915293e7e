import { draft } from '@mocks/data/handovers'
import { chip, roohi, soul } from '@mocks/data/people'
import { expect, test } from 'vitest'
import type { Handover } from '@/api/types'
import { handoverSteps } from './handoverSteps'

function told(plan: Handover): string[] {
  return handoverSteps(plan).map(({ name, state, sentence }) => `${name}: ${state}. ${sentence}`)
}

test('a draft says what is left to do at each step', () => {
  expect(told(draft)).toEqual([
    'Scope: Done. Everything of Soul Tanaka in the whole installation: 3 things.',
    'Assign: Done. 2 things, each with what becomes of it.',
    'Connections: To do. 1 row cannot happen yet.',
    'Approve: To do. An administrator approves the plan, which freezes it.',
    'Apply: To do. All of it happens at once, now or at a time.',
  ])
})

test('an approved plan names who is awaited', () => {
  const plan: Handover = { ...draft, status: 'approved', awaited: [chip(roohi)] }
  expect(told(plan)[3]).toBe('Approve: To do. Approved. Waits for Roohi Mehta to accept.')
  expect(told({ ...plan, awaited: [] })[3]).toBe(
    'Approve: Done. Approved, and everybody who gets something has accepted.',
  )
})

test('what is applied is done, whatever has become of it since', () => {
  const plan: Handover = { ...draft, status: 'applied', awaited: [chip(soul)] }
  expect(handoverSteps(plan).every(({ state }) => state === 'Done')).toBe(true)
})
