import { chip, roohi, sam, soul } from '@mocks/data/people'
import { expect, test } from 'vitest'
import type { Grant } from '@/api/types'
import type { Share } from './draft'
import { firstShare, lastDay, problemOf, describe as sentence, sizeWords } from './words'

const NOW = new Date('2026-05-01T12:00:00Z')
const before: Grant = {
  principal: chip(sam),
  tier: 'runOnlyUser',
  since: '2026-01-01T00:00:00Z',
  ended: false,
}

test('each change is told in one sentence', () => {
  const share = { principal: chip(sam), tier: 'viewer', endsAt: '2026-06-01T00:00:00Z' } as const
  expect(sentence({ kind: 'share', share })).toBe('Shared with Sam Carter as viewer until 2026-06-01.')
  expect(sentence({ kind: 'share', share, before })).toBe(
    'Sam Carter: run-only user → viewer, ends on 2026-06-01.',
  )
  expect(sentence({ kind: 'unshare', principal: chip(sam), before })).toBe(
    'No longer shared with Sam Carter.',
  )
  expect(sentence({ kind: 'primaryOwner', to: chip(roohi), from: chip(soul) })).toBe(
    'Roohi Mehta is the primary owner, and Soul Tanaka a co-owner.',
  )
})

test('what the environment asks for is missing until it is there', () => {
  const policy = { grantDays: 90, reasonRequired: true }
  const none = { reasonRequired: false }
  const asked = (more: Partial<Share>, rules: typeof none = policy) =>
    problemOf({ kind: 'share', share: { principal: chip(sam), tier: 'viewer', ...more } }, rules, NOW)
  expect(lastDay(policy, NOW)).toBe('2026-07-30')
  expect(asked({})).toBe('The share with Sam Carter must end by 2026-07-30.')
  expect(asked({ endsAt: '2026-07-30T00:00:00Z' })).toBe('Say why it is shared with Sam Carter.')
  expect(asked({ endsAt: '2026-07-30T00:00:00Z', reason: 'Audit' })).toBeUndefined()
  expect(asked({ endsAt: '2026-07-31T00:00:00Z', reason: 'x' })).toMatch(/must end by/)
  expect(asked({ endsAt: '2026-05-01T00:00:00Z' }, none)).toMatch(/must end later/)
  expect(asked({}, none)).toBeUndefined()
  const passing = { kind: 'primaryOwner', to: chip(roohi), from: chip(soul) } as const
  expect(problemOf(passing, policy, NOW)).toBe('Say why Roohi Mehta becomes the primary owner.')
  expect(problemOf({ ...passing, reason: 'Leaves' }, policy, NOW)).toBeUndefined()
})

test('a share starts small, and like the one before it', () => {
  expect(firstShare({ reasonRequired: false })).toEqual({ tier: 'runOnlyUser', endsAt: undefined })
  expect(firstShare({ grantDays: 1, reasonRequired: false }).endsAt).toMatch(/T00:00:00Z$/)
  const like = { principal: chip(sam), tier: 'viewer', reason: 'Audit' } as const
  expect(firstShare({ reasonRequired: false }, like)).toEqual({ tier: 'viewer', reason: 'Audit' })
})

test('nested groups are told apart from members', () => {
  expect(sizeWords({ direct: 1, all: 1 })).toBe('1 member')
  expect(sizeWords({ direct: 3, all: 12 })).toBe('3 members, 12 people with those of groups inside')
})
