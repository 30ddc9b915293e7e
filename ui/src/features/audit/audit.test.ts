import { auditEntry } from '@mocks/data/audit'
import { chip, soul } from '@mocks/data/people'
import { expect, test } from 'vitest'
import { changeOf, filterOf, isWhole, objectLink, objectName, verdict } from './audit'

const VERIFIED = { entries: 50, head: 'ab', runs: { whole: 3, removed: 0, changed: [] } }

test('the days of a filter are those of the reader, and the last one is part of it', () => {
  const { since, until, ...rest } = filterOf({ actor: 'ana', from: '2026-11-30', to: '2026-11-30' })
  expect(rest).toEqual({ actor: 'ana' })
  expect(since).toBe(new Date(2026, 10, 30).toISOString())
  expect(until).toBe(new Date(2026, 11, 1).toISOString())
  expect(filterOf({ from: 'yesterday' }).since).toBeUndefined()
})

test('an export can be verified unless entries are left out between others', () => {
  expect(isWhole({ from: '2026-11-30' })).toBe(true)
  expect(isWhole({ action: 'flow' })).toBe(false)
})

test('something is called by its name where the entry tells it', () => {
  const named = (action: string, object: string, detail: unknown) =>
    objectName(auditEntry(1, { action, object, detail }))
  expect(named('flow.share', 'flow/1', { flow: 'Echo', name: 'roohi' })).toBe('Echo')
  expect(named('connection.create', 'connection/1', { name: 'Mail of Ana' })).toBe('Mail of Ana')
  expect(named('role.member.add', 'role/1', { role: 'Writers', name: 'roohi' })).toBe('Writers')
  expect(named('environment.member.set', 'environment/3', { name: 'roohi' })).toBe('dev')
  expect(named('installation.create', 'installation', {})).toBe('Installation')
  const own = auditEntry(1, { action: 'session.start', object: `principal/${soul.id}`, actor: chip(soul) })
  expect(objectName(own)).toBe(soul.displayName)
})

test('what has a page leads to it', () => {
  expect(objectLink(auditEntry(1, { object: 'flow/1' }))).toMatchObject({ params: { env: 'dev', flow: '1' } })
  expect(objectLink(auditEntry(1, { object: 'flow/1', environment: undefined }))).toBeUndefined()
  expect(objectLink(auditEntry(1, { object: 'principal/2' }))).toMatchObject({ params: { principal: '2' } })
  expect(objectLink(auditEntry(1, { object: 'installation' }))).toBeUndefined()
})

test('before and after are told where each is a word', () => {
  expect(changeOf(auditEntry(1, { detail: { before: null, after: 'coOwner' } }))).toBe('none → coOwner')
  expect(changeOf(auditEntry(1, { detail: { after: { email: 'ana@contoso.example' } } }))).toBeUndefined()
  expect(changeOf(auditEntry(1, { detail: { name: 'Echo' } }))).toBeUndefined()
})

test('the verdict names what is not as it was written', () => {
  expect(verdict(VERIFIED)).toEqual({
    whole: true,
    sentence: 'The audit is whole: 50 entries, none changed or missing.',
  })
  expect(verdict({ ...VERIFIED, brokenAt: 17 }).sentence).toContain('at entry 17')
  expect(verdict({ ...VERIFIED, runs: { whole: 1, removed: 0, changed: [8, 9] } })).toEqual({
    whole: false,
    sentence: 'Runs are not as they ended: see entries 8 and 9.',
  })
})
