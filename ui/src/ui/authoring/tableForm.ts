import type { NewColumn, NewTable } from '@/api/types'
import { nameForFiles, schemaNameProblem } from './names'

/** Types of columns that can be chosen for a new one, as the API names them. */
export const COLUMN_TYPES = {
  text: 'Text',
  integer: 'Whole number',
  decimal: 'Decimal number',
  boolean: 'Yes or no',
  dateTime: 'Date and time',
  choice: 'One of a list',
  lookup: 'Row of another table',
} as const

export type ColumnType = keyof typeof COLUMN_TYPES

/** What somebody has filled in for a column. `detail` is a target for a lookup, and the choices, one a line, for a list. */
export type ColumnForm = { id: number; name: string; type: ColumnType; required: boolean; detail: string }

export type TableForm = {
  schemaName: string
  displayName: string
  pluralName: string
  ownership: NewTable['ownership']
  columns: ColumnForm[]
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** What is still missing or wrong, if something is. */
export function tableProblem({ schemaName, displayName, columns }: TableForm): string | undefined {
  if (displayName.trim() === '') return 'Give it a name first.'
  const wrong = schemaNameProblem(schemaName)
  if (wrong) return wrong
  for (const { name, type, detail } of columns) {
    if (nameForFiles(name) === '') return 'Give each column a name with letters.'
    if (type === 'lookup' && detail === '') return `Say which table ${name} points to.`
    if (type === 'choice' && lines(detail).length === 0) return `Give ${name} its choices, one a line.`
  }
  const names = columns.map(({ name }) => nameForFiles(name).toLowerCase())
  return new Set(names).size === names.length ? undefined : 'Two columns have the same name.'
}

/** What the server is asked for. Columns carry the prefix of their table. */
export function tableRequest(form: TableForm, solution: string): NewTable {
  const prefix = form.schemaName.slice(0, form.schemaName.indexOf('_'))
  return {
    schemaName: form.schemaName,
    displayName: form.displayName.trim(),
    pluralName: form.pluralName.trim() || undefined,
    ownership: form.ownership,
    columns: form.columns.map((column) => columnRequest(column, prefix)),
    solution,
  }
}

function columnRequest({ name, type, required, detail }: ColumnForm, prefix: string): NewColumn {
  const column = {
    schemaName: `${prefix}_${nameForFiles(name)}`,
    displayName: name.trim(),
    requirement: required ? ('required' as const) : ('none' as const),
  }
  switch (type) {
    case 'lookup':
      return { ...column, type, targets: [detail] }
    case 'choice':
      return { ...column, type, options: lines(detail).map((label) => ({ label })) }
    default:
      return { ...column, type }
  }
}
