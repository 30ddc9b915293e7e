import { expect, test } from 'vitest'
import { atIteration, containersAround, formatPlace, groupOf, isInside, parsePlace } from './place'

test.each([
  ['', []],
  ['Create_row', [{ name: 'Create_row' }]],
  ['Try/For_each[3]/Create_row', [{ name: 'Try' }, { name: 'For_each', index: 3 }, { name: 'Create_row' }]],
  ['a%2fb%5b1%5d%25', [{ name: 'a/b[1]%' }]],
])('%s is read and written the same', (text, steps) => {
  expect(parsePlace(text)).toEqual(steps)
  expect(formatPlace(steps)).toBe(text)
})

test('the server is asked by the innermost container and the iterations of all loops around', () => {
  expect(groupOf([])).toEqual({ parent: undefined, iteration: [] })
  expect(groupOf(parsePlace('Scope'))).toEqual({ parent: 'Scope', iteration: [] })
  expect(groupOf(parsePlace('Outer[2]/Scope/Inner[0]'))).toEqual({ parent: 'Inner', iteration: [2, 0] })
})

test('what must be open to see a place', () => {
  expect(containersAround('A/B[1]/C')).toEqual(['A', 'A/B[1]'])
})

test('turning a loop takes a place inside it along', () => {
  expect(atIteration('T/L[2]/If/X', 'T/L', 5)).toBe('T/L[5]/If/X')
  expect(atIteration('T/Loop[2]/X', 'T/L', 5)).toBe('T/Loop[2]/X')
  expect(isInside('T/L[2]/X', 'T/L')).toBe(true)
  expect(isInside('T/L2/X', 'T/L')).toBe(false)
})
