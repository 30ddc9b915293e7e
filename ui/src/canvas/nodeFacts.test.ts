import { expect, test } from 'vitest'
import { graphOf } from './graph'
import { nodeFacts } from './nodeFacts'

function factsOf(action: object) {
  const node = graphOf({ actions: { Before: {}, It: action } }).find(({ name }) => name === 'It')
  if (!node) throw new Error('there is no such action')
  return nodeFacts(node)
}

test('inputs, settings and expressions are told apart', () => {
  const facts = factsOf({
    type: 'Foreach',
    description: 'Line by line',
    foreach: "@body('x')",
    runtimeConfiguration: { concurrency: { repetitions: "@parameters('n')" } },
    runAfter: { Before: ['Failed', 'TimedOut'] },
    actions: { Inside: { type: 'Compose', inputs: '@item()' } },
  })
  expect(facts).toEqual({
    description: 'Line by line',
    starts: 'After Before (if failed or timed out).',
    inputs: { foreach: "@body('x')" },
    settings: { runtimeConfiguration: { concurrency: { repetitions: "@parameters('n')" } } },
    expressions: [
      { path: 'foreach', text: "@body('x')" },
      { path: 'runtimeConfiguration.concurrency.repetitions', text: "@parameters('n')" },
    ],
  })
})

test('a text with an escaped at sign is no expression, one with a part in it is', () => {
  const { expressions, settings, starts } = factsOf({ inputs: ['@@home', 'Hello @{item()}', 'a@b.example'] })
  expect(expressions).toEqual([{ path: 'inputs[1]', text: 'Hello @{item()}' }])
  expect(settings).toBeUndefined()
  expect(starts).toBe('At once when what is around it starts.')
})
