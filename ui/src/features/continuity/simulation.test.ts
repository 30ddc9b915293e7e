import { simulation } from '@mocks/data/continuity'
import { people, sales, soul } from '@mocks/data/people'
import { expect, test } from 'vitest'
import type { SimulationSearch } from '@/util/urls'
import { commandEvent, daysOf, eventOf, leaverOf, placeOfPath, summarySentence, tilesOf } from './simulation'

test('an address names an event; without anybody it names none', () => {
  expect(eventOf({ who: 'a,b', event: 'expired', on: '2026-12-01', where: 'dev' })).toEqual({
    subjects: [
      { kind: 'principal', id: 'a' },
      { kind: 'principal', id: 'b' },
    ],
    event: 'expired',
    at: '2026-12-01T00:00:00Z',
    environment: 'dev',
  })
  expect(eventOf({ who: 'a' })).toMatchObject({ event: 'disabled', at: undefined })
  expect(eventOf({ event: 'deleted' })).toBeUndefined()
})

test.each([
  ['actions/Mail', 'Mail'],
  ['actions/If/else/actions/Mail/inputs/host', 'If/Mail'],
  ['actions/Which/cases/Case_2/actions/Loop/actions/Mail', 'Which/Loop/Mail'],
  ['actions/Which/default/actions/actions', 'Which/actions'],
  ['triggers/manual', '$trigger'],
])('%s is drawn at %s', (path, place) => expect(placeOfPath(path)).toBe(place))

test('days come in order, each flow counts its runs once', () => {
  const [first] = simulation.value
  if (!first) throw new Error('there is no finding')
  const finding = (flow: string, from: string) => ({ ...first, flow, flowName: flow, from, runsPerWeek: 7 })
  const days = daysOf([
    finding('B', '2026-12-02T00:00:00Z'),
    finding('A', '2026-12-01T08:00:00Z'),
    finding('A', '2026-12-01T00:00:00Z'),
  ])
  expect(days).toEqual([
    { day: '2026-12-01', flows: ['A'], actions: 2, runsPerWeek: 7 },
    { day: '2026-12-02', flows: ['B'], actions: 1, runsPerWeek: 7 },
  ])
  const scheduled = ['2026-12-03T08:00:00Z', '2026-12-01T09:00:00Z', '2026-11-30T09:00:00Z'].map((at) => ({
    ...finding('A', '2026-12-01T00:00:00Z'),
    nextFiring: at,
  }))
  expect(daysOf(scheduled)[0]?.first).toEqual({ flowName: 'A', at: '2026-12-01T09:00:00Z' })
})

test('what breaks is told in numbers and in a sentence', () => {
  expect(summarySentence(simulation)).toBe('2 actions of 2 flows would fail.')
  expect(tilesOf(simulation).map(({ number }) => number)).toEqual([1, 0, 1, 0, 1])
  const nothing = { ...simulation, summary: { ...simulation.summary, findings: 0, flows: 0, orphans: 0 } }
  expect(summarySentence(nothing)).toBe('Nothing breaks.')
})

test('a hand-over is offered for one person; groups hand nothing over', () => {
  expect(leaverOf({ who: soul.id }, people)?.name).toBe('soul')
  expect(leaverOf({ who: `${soul.id},b` }, people)).toBeUndefined()
  expect(leaverOf({ who: soul.id, roles: 'dev/r1' }, people)).toBeUndefined()
  expect(leaverOf({ who: sales.id }, people)).toBeUndefined()
})

test('a command names people by their names, and by their ids where those are not known', () => {
  const event = eventOf({ who: `${soul.id},b`, where: 'dev' })
  expect(event && commandEvent(event, people)).toEqual({
    users: ['soul', 'b'],
    connections: [],
    roles: [],
    event: 'disabled',
    at: undefined,
    environment: 'dev',
  })
})

test('a command has one environment, so some questions have none', () => {
  const command = (search: SimulationSearch) => {
    const event = eventOf({ event: 'deleted', ...search })
    return event && commandEvent(event, people)
  }
  expect(command({ connections: 'dev/c1', roles: 'dev/r1' })).toMatchObject({
    connections: ['c1'],
    roles: ['r1'],
    environment: 'dev',
  })
  expect(command({ connections: 'dev/c1', where: 'dev', who: 'a' })).toBeDefined()
  expect(command({ connections: 'dev/c1,prod/c2' })).toBeUndefined()
  expect(command({ connections: 'dev/c1', where: 'prod' })).toBeUndefined()
  expect(command({ connections: 'dev/c1', who: 'a' })).toBeUndefined()
})
