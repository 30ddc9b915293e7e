import type { Mask, NewCopy, TableCopy } from '@/api/types'
import { count } from '@/util/text'

export type CopyForm = {
  from: string
  /** Logical names; all tables, where there is none. */
  tables: readonly string[]
  rows: NewCopy['rows']
  limit: string
  seed: string
  /** By `table.column`, what is not the usual mask. */
  masks: Readonly<Record<string, Mask>>
}

export const EMPTY_COPY: CopyForm = {
  from: '',
  tables: [],
  rows: 'masked',
  limit: '200',
  seed: '',
  masks: {},
}

export const ROWS: readonly (readonly [NewCopy['rows'], string, string])[] = [
  ['masked', 'Masked', 'Rows that you may read there, with what says something about somebody made up.'],
  ['synthetic', 'Synthetic', 'No row is read: as many as you say are made from the definitions.'],
  ['none', 'None', 'Definitions only.'],
]

export const MASKS: Record<Mask, string> = {
  fake: 'Fake: looks like it',
  hash: 'Hash: without meaning',
  shuffle: 'Shuffle: of another row',
  blank: 'Blank: nothing',
  keep: 'Keep: as it is',
}

/** The most rows of a table that one copy takes. */
const MOST_ROWS = 10_000

/** Why it cannot be previewed yet. */
export function copyProblem({ from, rows, limit }: CopyForm): string | undefined {
  if (from === '') return 'Choose where the tables come from.'
  const number = Number(limit)
  if (rows !== 'none' && !(Number.isInteger(number) && number >= 1 && number <= MOST_ROWS))
    return `Say 1 to ${MOST_ROWS.toLocaleString('en')} rows.`
  return undefined
}

export function copyRequest({ from, tables, rows, limit, seed, masks }: CopyForm): NewCopy {
  return {
    from,
    tables: tables.length > 0 ? [...tables] : undefined,
    rows,
    limit: rows === 'none' ? undefined : Number(limit),
    masks: rows === 'masked' ? { ...masks } : {},
    seed: (rows !== 'none' && seed.trim()) || undefined,
    dryRun: false,
  }
}

/** What a copy brings, as a sentence. */
export function copyEffects({ tables }: TableCopy, where: string): string {
  const of = (change: string) => tables.filter((table) => table.change === change).length
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return `Adds ${count(of('add'), 'table')}, extends ${of('extend')}, and brings ${count(rows, 'row')} to ${where}. They belong to you, and no flow starts for them.`
}
