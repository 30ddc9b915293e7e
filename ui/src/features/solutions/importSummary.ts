import type { ImportReport } from '@/api/types'
import { count, list } from '@/util/text'

export type ImportSummary = {
  title: string
  lines: string[]
  /** How many references, variables and flows are not settled. */
  open: number
}

/** The gist of a report in a few sentences. */
export function importSummary(report: ImportReport): ImportSummary {
  const changes = (change: ImportReport['components'][number]['change']) =>
    report.components.filter((component) => component.change === change).length
  const unbound = report.references.filter(({ boundTo }) => boundTo === undefined)
  const unset = report.variables.filter(({ value }) => value === undefined)
  const waiting = report.flows.filter(({ needs }) => needs.length > 0)
  const verb = report.applied ? 'Imported' : 'Would import'
  const lines = [
    `${count(changes('add'), 'component')} added, ${changes('change')} changed, ${changes('remove')} removed.`,
  ]
  if (unbound.length > 0) {
    lines.push(`Not bound: ${list(unbound.map(({ logicalName }) => logicalName))}.`)
  }
  if (unset.length > 0) lines.push(`Without a value: ${list(unset.map(({ schemaName }) => schemaName))}.`)
  if (waiting.length > 0) {
    lines.push(
      `${list(waiting.map(({ name }) => name))} ${report.applied ? 'stays' : 'would stay'} off until this is settled.`,
    )
  }
  return {
    title: `${verb} ${report.solution} ${report.version}`,
    lines,
    open: unbound.length + unset.length + waiting.length,
  }
}
