import type { ColumnView, TableView } from '@/api/types'
import { count } from '@/util/text'

export const OWNERSHIP: Record<TableView['ownership'], string> = {
  user: 'Users and teams',
  organization: 'The organization',
}

/** What a column holds beside its type: how long, which table, which choices. */
export function columnDetail({ maxLength, precision, behavior, options, targets }: ColumnView): string {
  if (targets?.length) return `a row of ${targets.join(' or ')}`
  if (options?.length) return options.map(({ label }) => label).join(', ')
  if (maxLength !== undefined) return `at most ${count(maxLength, 'character')}`
  if (precision !== undefined) return count(precision, 'decimal place')
  return behavior ? BEHAVIORS[behavior] : ''
}

const BEHAVIORS: Record<NonNullable<ColumnView['behavior']>, string> = {
  userLocal: 'shown in the time zone of whoever looks',
  dateOnly: 'a date without a time',
  timeZoneIndependent: 'the same in every time zone',
}
