import { expect, test } from 'vitest'
import { type ColumnForm, type TableForm, tableProblem, tableRequest } from './tableForm'

function column(changes: Partial<ColumnForm>): ColumnForm {
  return { id: 1, name: 'Name', type: 'text', required: false, detail: '', ...changes }
}

function form(...columns: ColumnForm[]): TableForm {
  return { schemaName: 'contoso_Order', displayName: 'Order', pluralName: '', ownership: 'user', columns }
}

test('columns are named for files after the prefix of their table', () => {
  const asked = tableRequest(
    form(
      column({ name: 'Order number', required: true }),
      column({ name: 'State', type: 'choice', detail: 'New\n\n Done ' }),
      column({ name: 'Customer', type: 'lookup', detail: 'account' }),
    ),
    'Orders',
  )
  expect(asked).toEqual({
    schemaName: 'contoso_Order',
    displayName: 'Order',
    pluralName: undefined,
    ownership: 'user',
    solution: 'Orders',
    columns: [
      {
        schemaName: 'contoso_OrderNumber',
        displayName: 'Order number',
        requirement: 'required',
        type: 'text',
      },
      {
        schemaName: 'contoso_State',
        displayName: 'State',
        requirement: 'none',
        type: 'choice',
        options: [{ label: 'New' }, { label: 'Done' }],
      },
      {
        schemaName: 'contoso_Customer',
        displayName: 'Customer',
        requirement: 'none',
        type: 'lookup',
        targets: ['account'],
      },
    ],
  })
})

test.each([
  [{ ...form(), displayName: '' }, /name first/],
  [{ ...form(), schemaName: 'Order' }, /prefix/],
  [form(column({ name: '12' })), /with letters/],
  [form(column({ type: 'lookup' })), /points to/],
  [form(column({ type: 'choice', detail: '\n' })), /choices/],
  [form(column({}), column({ name: 'name' })), /same name/],
])('a form that cannot be sent says why (%#)', (wrong, message) => {
  expect(tableProblem(wrong)).toMatch(message)
})

test('a table without columns of its own can be sent', () => expect(tableProblem(form())).toBeUndefined())
