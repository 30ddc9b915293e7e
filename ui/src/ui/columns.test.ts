import { expect, test } from 'vitest'
import { type Column, sorted, toCsv } from './columns'

type Row = { name: string; size?: number }
const COLUMNS: Column<Row>[] = [
  { id: 'name', header: 'Name', value: ({ name }) => name, cell: ({ name }) => name },
  { id: 'size', header: 'Size, kB', value: ({ size }) => size, cell: ({ size }) => size },
]
const ROWS: Row[] = [{ name: 'item 10', size: 9 }, { name: 'item 2' }, { name: 'Äpfel', size: 10 }]

const names = (column: string, descending: boolean) =>
  sorted(ROWS, COLUMNS, { column, descending }).map(({ name }) => name)

test('texts sort as people count, numbers as numbers, and rows without a value come last either way', () => {
  expect(names('name', false)).toEqual(['Äpfel', 'item 2', 'item 10'])
  expect(names('size', false)).toEqual(['item 10', 'Äpfel', 'item 2'])
  expect(names('size', true)).toEqual(['Äpfel', 'item 10', 'item 2'])
  expect(names('gone', true)).toEqual(['item 10', 'item 2', 'Äpfel'])
})

test('CSV quotes what needs it, and no text runs as a formula', () => {
  const rows = [{ name: '=HYPERLINK("x")', size: -1 }, { name: 'a\nb' }]
  expect(toCsv(rows, COLUMNS)).toBe('Name,"Size, kB"\r\n"\'=HYPERLINK(""x"")",-1\r\n"a\nb",\r\n')
})
