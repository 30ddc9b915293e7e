import { expect, test } from 'vitest'
import { jsonTokens } from './jsonTokens'

const VALUE = { 'a "key": 1': ['text, true, 12', -1.5e3, true, null, {}], b: '\\' }

test('the pieces make up the text again', () => {
  const text = JSON.stringify(VALUE, null, 2)
  expect(
    jsonTokens(text)
      .map((token) => token.text)
      .join(''),
  ).toBe(text)
})

test('keys, texts, numbers and words are told apart', () => {
  const kinds = jsonTokens(JSON.stringify(VALUE)).filter(({ kind }) => kind !== 'plain')
  expect(kinds.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'key "a \\"key\\": 1"',
    'text "text, true, 12"',
    'number -1500',
    'word true',
    'word null',
    'key "b"',
    'text "\\\\"',
  ])
})
