import { invoiceIntake } from '@mocks/data/definitions'
import { expect, test } from 'vitest'
import { allNodes, type FlowNode, graphOf, runAfterLabel } from './graph'

/** A graph as text: a line a node, with what it waits for, and branches in brackets. */
function draw(nodes: readonly FlowNode[], indent = ''): string {
  return nodes
    .flatMap(({ name, runsAfter, branches }) => [
      `${indent}${name}${runsAfter.map((one) => ` < ${one.name}`).join('')}`,
      ...branches.flatMap(({ label, nodes }) => [
        ...(label ? [`${indent}  [${label}]`] : []),
        ...(nodes.length > 0 ? [draw(nodes, `${indent}  `)] : []),
      ]),
    ])
    .join('\n')
}

const bare = (actions: object, triggers: object = { manual: { type: 'Request' } }) => ({ triggers, actions })

test('a definition in its envelope becomes nested groups', () => {
  expect(draw(graphOf(invoiceIntake))).toBe(
    `When_a_file_is_created
Get_file_content < When_a_file_is_created
Parse_invoice < Get_file_content
Try < Parse_invoice
  Create_invoice
  For_each_line < Create_invoice
    Has_a_product
      [True]
      Create_invoice_line
      [False]
      Note_missing_product
Tell_the_buyer < Try
Move_file < Tell_the_buyer`,
  )
  const line = allNodes(graphOf(invoiceIntake)).find(({ name }) => name === 'Create_invoice_line')
  expect(line).toMatchObject({
    place: 'Try/For_each_line/Has_a_product/Create_invoice_line',
    connector: 'commondataserviceforapps',
    operation: 'CreateRecord',
  })
})

test('cases of a switch are branches, and types are compared without case', () => {
  const graph = graphOf(
    bare({
      Which: {
        type: 'SWITCH',
        cases: {
          Case: { case: 'red', actions: { A: { type: 'Compose' } } },
          Case_2: { case: 7, actions: {} },
        },
        default: { actions: { B: { type: 'Compose' } } },
      },
      If: { type: 'if', actions: { C: {} } },
    }),
  )
  expect(draw(graph)).toBe(`manual
Which < manual
  [Case “red”]
  A
  [Case 7]
  [Default]
  B
If < manual
  [True]
  C
  [False]`)
})

test('actions are told as they run, whatever the order of the file; parallel chains one after the other', () => {
  const after = (name: string, statuses = ['SUCCEEDED']) => ({
    type: 'Compose',
    runAfter: { [name]: statuses },
  })
  const graph = graphOf(
    bare({
      A2: after('A1'),
      Join: { runAfter: { A2: ['Failed'], B2: [] } },
      B2: after('B1'),
      A1: {},
      B1: {},
    }),
  )
  expect(draw(graph.slice(1))).toBe('A1 < manual\nA2 < A1\nB1 < manual\nB2 < B1\nJoin < A2 < B2')
})

test('an unknown type that holds actions is a container, and what makes no sense is shown as it is', () => {
  const graph = graphOf(
    bare({
      Odd: { type: 'Draft_Email', actions: { Inner: { type: 'Save' } } },
      Loop: { runAfter: { Loop: ['Succeeded'], Nowhere: ['Succeeded'] } },
      Text: 'not an action',
    }),
  )
  expect(draw(graph)).toBe('manual\nOdd < manual\n  Inner\nText < manual\nLoop < Loop < Nowhere')
  expect(graph[1]?.type).toBe('Draft_Email')
  expect(graph.at(-1)?.type).toBe('no type')
})

test.each([[undefined], [null], ['text'], [[]], [{}], [{ triggers: 1, actions: [] }]])(
  'a definition that is none has no nodes: %j',
  (definition) => expect(graphOf(definition)).toEqual([]),
)

test('when an action starts, in words', () => {
  expect(runAfterLabel(['Succeeded'])).toBeUndefined()
  expect(runAfterLabel(['Failed', 'Skipped', 'TimedOut'])).toBe('if failed, skipped or timed out')
})
