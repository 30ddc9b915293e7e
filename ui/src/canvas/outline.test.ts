import { invoiceIntake } from '@mocks/data/definitions'
import { expect, test } from 'vitest'
import { graphOf } from './graph'
import { outlineRows } from './outline'

const rows = (isOpen: (place: string) => boolean) =>
  outlineRows(graphOf(invoiceIntake), isOpen).map(
    (row) =>
      `${' '.repeat(row.level)}${row.kind === 'node' ? row.node.name : `${row.label}${row.empty ? ' (empty)' : ''}`}`,
  )

test('branches with a label are rows of their own, one level above their actions', () => {
  expect(rows(() => true).slice(3)).toEqual([
    ' Try',
    '  Create_invoice',
    '  For_each_line',
    '   Has_a_product',
    '    True',
    '     Create_invoice_line',
    '    False',
    '     Note_missing_product',
    ' Tell_the_buyer',
    ' Move_file',
  ])
})

test('a branch without actions says so', () => {
  const graph = graphOf({ actions: { If: { type: 'If', actions: {} } } })
  expect(outlineRows(graph, () => true).slice(1)).toMatchObject([
    { label: 'True', empty: true },
    { label: 'False', empty: true },
  ])
})

test('what is inside a closed container is left out', () => {
  expect(rows((place) => place !== 'Try').slice(3)).toEqual([' Try', ' Tell_the_buyer', ' Move_file'])
})
