import { chip, david, financeBot, roohi, sales, sam, soul } from '@mocks/data/people'
import { expect, test } from 'vitest'
import type { Sharing } from '@/api/sharing'
import type { AccessPath, Grant, PersonAccess, PrincipalView, RunOnlyConnection, Tier } from '@/api/types'
import {
  because,
  type Change,
  changesOf,
  type Draft,
  forget,
  give,
  inverse,
  NOTHING,
  rowsOf,
  takeAway,
} from './draft'
import { blocked, continuityOf, ownersAfter } from './owners'

const SINCE = '2026-01-01T00:00:00Z'
const grant = (who: PrincipalView, tier: Tier, more: Partial<Grant> = {}): Grant => ({
  principal: chip(who),
  tier,
  since: SINCE,
  ended: false,
  ...more,
})
const path = (tier: Tier, through: PrincipalView[] = []): AccessPath => ({
  sentence: tier,
  kind: tier === 'primaryOwner' ? 'primaryOwner' : 'grant',
  tier,
  through: through.map(chip),
})
const person = (who: PrincipalView, ...paths: AccessPath[]): PersonAccess => ({
  principal: chip(who),
  tiers: paths.flatMap(({ tier }) => tier ?? []),
  mayStart: true,
  maySeeRuns: true,
  mayChange: who.active,
  paths,
})

const REFERENCE: RunOnlyConnection = {
  reference: 'dataverse',
  displayName: 'Dataverse',
  connector: 'shared_commondataserviceforapps',
  actions: ['Add_row'],
  source: 'embedded',
  mayChange: true,
  effects: { embedded: 'Theirs.', invoker: 'His own.' },
}

function sharing(grants: Grant[], people: PersonAccess[]): Sharing {
  const owners = people.filter(({ tiers }) => tiers.some((tier) => tier !== 'runOnlyUser'))
  const active = owners.filter(({ principal }) => principal.active).length
  return {
    // Nothing that is tested here looks at the flow itself.
    flow: {} as Sharing['flow'],
    grants,
    access: {
      owners: { active, all: owners.length },
      suggested: [],
      policy: { reasonRequired: false },
      people,
    },
    references: [REFERENCE],
  }
}

const BOTH = sharing(
  [grant(soul, 'primaryOwner'), grant(roohi, 'coOwner'), grant(sam, 'runOnlyUser', { reason: 'Sales' })],
  [person(soul, path('primaryOwner')), person(roohi, path('coOwner')), person(sam, path('runOnlyUser'))],
)
const changes = (draft: Draft, me = soul) => changesOf(BOTH, draft, me.id)

/** What a list of changes makes of the shares, as the server would. */
function applied(grants: readonly Grant[], list: readonly Change[]): Record<string, Tier> {
  const tiers = new Map(grants.map(({ principal, tier }) => [principal.name, tier]))
  for (const change of list) {
    if (change.kind === 'unshare') tiers.delete(change.principal.name)
    if (change.kind === 'share') {
      if (tiers.get(change.share.principal.name) === 'primaryOwner') throw new Error('refused')
      tiers.set(change.share.principal.name, change.share.tier)
    }
    if (change.kind === 'primaryOwner') {
      for (const [name, tier] of tiers) if (tier === 'primaryOwner') tiers.set(name, 'coOwner')
      tiers.set(change.to.name, 'primaryOwner')
    }
  }
  return Object.fromEntries(tiers)
}

test('a draft that says what is there already changes nothing', () => {
  const same = give(NOTHING, { principal: chip(sam), tier: 'runOnlyUser', reason: 'Sales' })
  expect(
    changes({ ...same, sources: { dataverse: 'embedded' }, primaryOwner: { principal: chip(soul) } }),
  ).toEqual([])
  expect(changes(forget(takeAway(NOTHING, sam.id), sam.id))).toEqual([])
})

test('primary ownership passes first, and what takes the own right away comes last', () => {
  let draft: Draft = {
    ...NOTHING,
    primaryOwner: { principal: chip(roohi) },
    sources: { dataverse: 'invoker' },
  }
  draft = takeAway(takeAway(draft, soul.id), sam.id)
  draft = give(draft, { principal: chip(david), tier: 'viewer' })
  expect(changes(draft).map((change) => change.kind)).toEqual([
    'primaryOwner',
    'source',
    'share',
    'unshare',
    'unshare',
  ])
  expect(changes(draft).at(-1)).toMatchObject({ principal: { name: 'soul' } })
  expect(applied(BOTH.grants, changes(draft))).toEqual({ roohi: 'primaryOwner', david: 'viewer' })
})

test('undoing brings every share back', () => {
  const drafts: Draft[] = [
    takeAway({ ...NOTHING, primaryOwner: { principal: chip(roohi) } }, soul.id),
    { ...NOTHING, primaryOwner: { principal: chip(david) } },
    give({ ...NOTHING, primaryOwner: { principal: chip(david) } }, { principal: chip(soul), tier: 'viewer' }),
    give(takeAway(NOTHING, sam.id), { principal: chip(sales), tier: 'runOnlyUser' }),
  ]
  for (const draft of drafts) {
    const made = changes(draft)
    expect(applied(BOTH.grants, [...made, ...inverse(made)])).toEqual({
      soul: 'primaryOwner',
      roohi: 'coOwner',
      sam: 'runOnlyUser',
    })
  }
  const [source] = inverse(changes({ ...NOTHING, sources: { dataverse: 'invoker' } }))
  expect(source).toMatchObject({ kind: 'source', source: 'embedded' })
})

test('where shares need a reason, taking something back has one', () => {
  const made = changes({
    ...give(takeAway(NOTHING, sam.id), { principal: chip(david), tier: 'viewer' }),
    primaryOwner: { principal: chip(roohi), reason: 'Leaves' },
  })
  const back = because(inverse(made), 'Takes it back')
  expect(back).toContainEqual(expect.objectContaining({ kind: 'primaryOwner', reason: 'Takes it back' }))
  expect(back).toContainEqual({
    kind: 'share',
    share: { principal: chip(sam), tier: 'runOnlyUser', endsAt: undefined, reason: 'Sales' },
  })
})

test('a row shows what the share is to be', () => {
  const rows = rowsOf(BOTH.grants, {
    ...give(NOTHING, { principal: chip(sam), tier: 'viewer' }),
    primaryOwner: { principal: chip(roohi) },
  })
  expect(rows.map(({ tier, changed }) => [tier, changed])).toEqual([
    ['coOwner', true],
    ['primaryOwner', true],
    ['viewer', true],
  ])
})

test('owners are counted once, also those that a group makes owners', () => {
  const grants = [grant(soul, 'primaryOwner'), grant(sales, 'coOwner')]
  const viaGroup = sharing(grants, [
    person(soul, path('primaryOwner'), path('coOwner', [sales])),
    person(sam, path('coOwner', [sales])),
  ])
  const names = (draft: Draft) => ownersAfter(viaGroup, draft).map(({ name }) => name)
  expect(names(NOTHING)).toEqual(['soul', 'sam'])
  expect(names(takeAway(NOTHING, sales.id))).toEqual(['soul'])
  expect(names({ ...NOTHING, primaryOwner: { principal: chip(financeBot) } })).toEqual([
    'soul',
    'finance-bot',
    'sam',
  ])
})

test('an owner who has left the environment repairs nothing', () => {
  const people = BOTH.access.people.map((one) =>
    one.principal.id === roohi.id ? { ...one, mayChange: false } : one,
  )
  const left = ownersAfter({ ...BOTH, access: { ...BOTH.access, people } }, NOTHING)
  expect(left.map(({ active }) => active)).toEqual([true, false])
})

test('the last active owner and oneself are not removed by mistake', () => {
  const gone = { ...soul, active: false, state: 'disabled' } as const
  const alone = sharing(
    [grant(gone, 'primaryOwner'), grant(roohi, 'coOwner')],
    [person(gone, path('primaryOwner')), person(roohi, path('coOwner'))],
  )
  expect(blocked(alone, takeAway(NOTHING, roohi.id), roohi.id)).toBe('lastOwner')
  expect(blocked(alone, give(NOTHING, { principal: chip(roohi), tier: 'viewer' }), roohi.id)).toBe(
    'lastOwner',
  )
  const helped = give(takeAway(NOTHING, roohi.id), { principal: chip(david), tier: 'coOwner' })
  expect(blocked(alone, helped, soul.id)).toBeUndefined()
  expect(blocked(BOTH, takeAway(NOTHING, roohi.id), roohi.id)).toBe('oneself')
  expect(blocked(BOTH, takeAway(NOTHING, sam.id), soul.id)).toBeUndefined()
  expect(blocked(BOTH, { ...NOTHING, primaryOwner: { principal: chip(roohi) } }, soul.id)).toBeUndefined()
})

test('what happens if somebody leaves is said for any number of owners', () => {
  expect(continuityOf([])).toMatch(/^No owner is active/)
  expect(continuityOf([chip(soul)])).toMatch(/^If Soul Tanaka leaves, nobody/)
  expect(continuityOf([chip(soul), chip(roohi)])).toBe('If Soul Tanaka leaves, Roohi Mehta can go on.')
  expect(continuityOf([chip(soul), chip(roohi), chip(sam)])).toMatch(/the others can go on/)
})
