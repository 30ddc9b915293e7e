import { expect, test } from 'vitest'
import { firstView, viewOf } from './viewport'

const WINDOW = { width: 800, height: 600 }
const drawing = (width: number, height: number, x = 0) => ({
  width,
  height,
  cards: [{ x, y: 0, width: 280, height: 62, node: {} as never }],
  frames: [],
  edges: [],
})

test('a small flow is shown whole at full size, in the middle', () => {
  expect(firstView(drawing(280, 200), WINDOW)).toEqual({ x: 260, y: 24, zoom: 1 })
})

test('a large flow is shown from its trigger, at a size that can be read', () => {
  expect(firstView(drawing(5000, 9000, 2000), WINDOW)).toEqual({ x: 400 - 2140 * 0.75, y: 24, zoom: 0.75 })
})

test('what is in sight stays where it is, and what is not comes to the middle', () => {
  const view = { x: 0, y: 0, zoom: 0.5 }
  expect(viewOf({ x: 100, y: 100, width: 280, height: 62 }, view, WINDOW)).toBe(view)
  expect(viewOf({ x: 4000, y: 100, width: 200, height: 100 }, view, WINDOW)).toEqual({
    x: 400 - 4100 * 0.75,
    y: 300 - 150 * 0.75,
    zoom: 0.75,
  })
})
