import { invoiceIntake } from '@mocks/data/definitions'
import { expect, test } from 'vitest'
import { graphOf } from './graph'
import { type Box, CARD, layout, pathOf } from './layout'

const OPEN = { isOpen: () => true }
const graph = graphOf(invoiceIntake)

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  )
}

function apart(one: Box, other: Box): boolean {
  return (
    one.x + one.width <= other.x ||
    other.x + other.width <= one.x ||
    one.y + one.height <= other.y ||
    other.y + other.height <= one.y
  )
}

test('what is inside a container is inside its frame, and no card covers another', () => {
  const { cards, frames, width, height } = layout(graph, OPEN)
  const card = (name: string) => cards.find(({ node }) => node.name === name) as Box
  const frame = (place: string) => frames.find(({ key }) => key === place) as Box
  expect(contains(frame('Try'), frame('Try/For_each_line'))).toBe(true)
  expect(contains(frame('Try/For_each_line/Has_a_product'), card('Create_invoice_line'))).toBe(true)
  expect(contains(frame('Try'), card('Tell_the_buyer'))).toBe(false)
  for (const [index, one] of cards.entries()) {
    expect(contains({ x: 0, y: 0, width, height }, one)).toBe(true)
    for (const other of cards.slice(index + 1)) expect(apart(one, other)).toBe(true)
  }
})

test('an action is below what it waits for, also below the frame of a container', () => {
  const { cards, frames } = layout(graph, OPEN)
  const y = (name: string) => cards.find(({ node }) => node.name === name)?.y ?? Number.NaN
  const scope = frames.find(({ key }) => key === 'Try') as Box
  expect(y('Parse_invoice')).toBeGreaterThan(y('Get_file_content') + CARD.height)
  expect(y('Tell_the_buyer')).toBeGreaterThan(scope.y + scope.height)
})

test('the same graph gives the same picture, and a folded container is one card', () => {
  expect(layout(graphOf(invoiceIntake), OPEN)).toEqual(layout(graph, OPEN))
  const folded = layout(graph, { isOpen: (place) => place !== 'Try' })
  expect(folded.cards.map(({ node }) => node.name)).not.toContain('Create_invoice')
  expect(folded.frames).toEqual([])
})

test('only edges that are not the usual ones carry a label', () => {
  const labels = layout(graph, OPEN).edges.flatMap(({ label }) => label?.text ?? [])
  expect(labels).toEqual(['if succeeded or timed out'])
})

test('an empty branch is drawn as one, and an empty flow as nothing', () => {
  const half = graphOf({ actions: { If: { type: 'If', actions: { A: {} } } } })
  expect(layout(half, OPEN).frames.filter(({ empty }) => empty)).toMatchObject([{ label: 'False' }])
  expect(layout([], OPEN)).toMatchObject({ width: 0, height: 0, cards: [], edges: [] })
})

test('actions that wait for each other are drawn all the same', () => {
  const after = (name: string) => ({ type: 'Compose', runAfter: { [name]: ['Succeeded'] } })
  const circle = layout(graphOf({ actions: { A: after('B'), B: after('A'), C: after('C') } }), OPEN)
  expect(circle.cards).toHaveLength(3)
})

test('a path turns half way between its points, around corners', () => {
  const start = { x: 0, y: 0 }
  expect(pathOf([start, { x: 50, y: 40 }])).toBe('M0,0 V12 Q0,20 8,20 H42 Q50,20 50,28 V40')
  expect(pathOf([start, { x: 0, y: 40 }])).toBe('M0,0 V20 Q0,20 0,20 H0 Q0,20 0,20 V40')
})
