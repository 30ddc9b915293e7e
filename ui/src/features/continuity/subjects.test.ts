import { people, sales, soul } from '@mocks/data/people'
import { expect, test } from 'vitest'
import type { Subject } from '@/api/types'
import { eventsOf, searchOf, subjectsOf } from './subjects'

const person: Subject = { kind: 'principal', id: soul.id }
const group: Subject = { kind: 'principal', id: sales.id }
const connection: Subject = { kind: 'connection', environment: 'dev', id: 'c1' }
const role: Subject = { kind: 'role', environment: 'prod', id: 'Contact writer' }

test('an address names the same subjects that were chosen', () => {
  const search = searchOf([role, person, connection, { ...connection, id: 'c2' }])
  expect(search).toEqual({ who: soul.id, connections: 'dev/c1,dev/c2', roles: 'prod/Contact writer' })
  expect(subjectsOf(search)).toEqual([person, connection, { ...connection, id: 'c2' }, role])
  expect(searchOf([])).toEqual({ who: undefined, connections: undefined, roles: undefined })
  expect(subjectsOf({})).toEqual([])
})

test.each([
  [[], ['disabled', 'deleted', 'expired', 'roleLost', 'groupLeft']],
  [[person], ['disabled', 'deleted', 'expired', 'roleLost', 'groupLeft']],
  [[connection], ['deleted', 'expired']],
  [[role], ['deleted', 'roleLost']],
  [
    [person, role],
    ['deleted', 'roleLost'],
  ],
  [[connection, role], ['deleted']],
])('only what can happen to all of them is offered (%#)', (subjects, events) =>
  expect(eventsOf(subjects, people).map(([kind]) => kind)).toEqual(events),
)

test('an event is worded for whom it happens to', () => {
  const word = (kind: string, ...subjects: Subject[]) =>
    eventsOf(subjects, people).find(([one]) => one === kind)?.[1]
  expect(word('expired', person)).toBe('their accounts end')
  expect(word('expired', connection)).toBe('their secrets expire')
  expect(word('roleLost', role)).toBe('nobody has them any more')
  expect(word('roleLost', person, role)).toBe('they lose these security roles')
  expect(word('groupLeft', person, group)).toBe('they leave these groups')
})
