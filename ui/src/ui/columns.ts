import type { ReactNode } from 'react'

/** One column of a table. */
export type Column<Row> = {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** The plain value: what is sorted and exported. */
  value: (row: Row) => string | number | undefined
  align?: 'end'
  /** As narrow as its content. */
  tight?: boolean
  /** Shown only when somebody chooses it. */
  hidden?: boolean
  /** Cannot be hidden. */
  fixed?: boolean
}

export type Sort = { column: string; descending: boolean }

/** The rows in the order of a column; rows without a value come last either way. */
export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort | undefined,
): Row[] {
  const column = columns.find(({ id }) => id === sort?.column)
  if (!sort || !column) return [...rows]
  const direction = sort.descending ? -1 : 1
  return [...rows].sort((left, right) => {
    const a = column.value(left)
    const b = column.value(right)
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
    if (typeof a === 'number' && typeof b === 'number') return (a - b) * direction
    return String(a).localeCompare(String(b), undefined, { numeric: true }) * direction
  })
}

/** A text that a spreadsheet would run as a formula is prefixed, as the OWASP note on CSV injection advises. */
function csvCell(value: string | number | undefined): string {
  if (typeof value === 'number') return String(value)
  const text = value ?? ''
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function toCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [columns.map(({ header }) => csvCell(header))]
  for (const row of rows) lines.push(columns.map((column) => csvCell(column.value(row))))
  return `${lines.map((cells) => cells.join(',')).join('\r\n')}\r\n`
}
