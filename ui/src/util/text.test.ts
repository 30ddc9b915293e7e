import { describe, expect, test } from 'vitest'
import { byteSize, codeSpans, connectorLabel, count, ended, initials, list, sentenceCase } from './text'

test('lists read as sentences do', () => {
  expect(list([])).toBe('')
  expect(list(['a'])).toBe('a')
  expect(list(['a', 'b', 'c'])).toBe('a, b and c')
  expect(list(['a', 'b', 'c', 'd', 'e', 'f'], 4)).toBe('a, b, c and 3 more')
})

test('counts have the right number', () => {
  expect(count(1, 'flow')).toBe('1 flow')
  expect(count(2, 'identity', 'identities')).toBe('2 identities')
})

test('connectors are named as people know them, also by their path', () => {
  expect(connectorLabel('/providers/Microsoft.PowerApps/apis/shared_sharepointonline')).toBe('SharePoint')
  expect(connectorLabel('shared_contoso-5fnew')).toBe('contoso-5fnew')
})

describe('initials', () => {
  test.each([
    ['Soul Tanaka', 'ST'],
    ['finance-bot', 'FB'],
    ['Ana', 'A'],
    ['María José Núñez', 'MN'],
    ['(system)', '('],
    ['', '?'],
  ])('of %s are %s', (name, letters) => expect(initials(name)).toBe(letters))
})

test('sizes count bytes, not letters', () => {
  expect(byteSize('äöü')).toBe('6 B')
  expect(byteSize('x'.repeat(2048))).toBe('2.0 kB')
})

test('words of the API read as words', () => {
  expect(sentenceCase('connectionReference')).toBe('Connection reference')
})

test.each([
  ['When a row of `contact` is modified', 'When a row of [contact] is modified'],
  ['`a` and `b`', '[a] and [b]'],
  ['a lone ` stays', 'a lone ` stays'],
  ['', ''],
])('names between backticks are told apart: %s', (sentence, expected) => {
  const shown = codeSpans(sentence).map(({ text, isCode }) => (isCode ? `[${text}]` : text))
  expect(shown.join('')).toBe(expected)
})

test('a sentence ends with one full stop', () => {
  expect(['They act as Roohi', 'They act as Soul S.'].map(ended)).toEqual([
    'They act as Roohi.',
    'They act as Soul S.',
  ])
})
