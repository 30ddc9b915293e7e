import { financeBot, roohi, sales, sam } from '@mocks/data/people'
import { expect, test } from 'vitest'
import { changeEffects, EMPTY_FORM, formOf, newPrincipal, principalChanges } from './principalForm'

test('a new principal has the fields of its kind, and no empty ones', () => {
  const form = {
    ...EMPTY_FORM,
    name: ' payroll-bot ',
    email: 'x@contoso.example',
    password: 'secret',
    team: sales.id,
    sponsors: [roohi.id],
    expiresAt: '2027-06-30',
  }
  expect(newPrincipal('serviceAccount', form)).toEqual({
    kind: 'serviceAccount',
    name: 'payroll-bot',
    team: sales.id,
    sponsors: [roohi.id],
    expiresAt: '2027-06-30T00:00:00Z',
  })
  expect(newPrincipal('user', form)).toEqual({
    kind: 'user',
    name: 'payroll-bot',
    email: 'x@contoso.example',
    password: 'secret',
    expiresAt: '2027-06-30T00:00:00Z',
  })
  expect(newPrincipal('group', form)).toEqual({ kind: 'group', name: 'payroll-bot' })
})

test('only what differs is sent, and an emptied field as null', () => {
  const bot = { ...financeBot, team: sales, sponsors: [roohi, sam], expiresAt: '2026-12-31T15:00:00Z' }
  const form = formOf(bot)
  expect(principalChanges(bot, { ...form, sponsors: [sam.id, roohi.id] })).toEqual({})
  expect(principalChanges(bot, { ...form, team: '', expiresAt: '', sponsors: [sam.id] })).toEqual({
    team: null,
    expiresAt: null,
    sponsors: [sam.id],
  })
  expect(principalChanges(bot, { ...form, expiresAt: '2027-01-31' })).toEqual({
    expiresAt: '2027-01-31T00:00:00Z',
  })
})

test('changing says what it does, and when', () => {
  const effects = (changes: Parameters<typeof changeEffects>[1]) => changeEffects(sam, changes, '2026-11-22')
  expect(effects({})).toEqual(['Nothing is changed yet.'])
  expect(effects({ leavesAt: '2026-12-31T00:00:00Z', manager: roohi.id })).toEqual([
    'Changes the leaving date and the manager of Sam Carter.',
    'Wherever Sam Carter is mentioned it says “leaves 2026-12-31”. The date ends nothing by itself.',
  ])
  expect(effects({ expiresAt: '2026-12-31T00:00:00Z' })[1]).toMatch(/^From 2026-12-31 on Sam Carter may do/)
  expect(effects({ expiresAt: '2026-11-22T00:00:00Z' })[1]).toMatch(/^At once Sam Carter may do nothing/)
})
