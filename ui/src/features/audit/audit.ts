import type { LinkProps } from '@tanstack/react-router'
import type { AuditEntry, AuditFilter, VerifiedAudit } from '@/api/types'
import { count, list, sentenceCase, shortId } from '@/util/text'
import { type AuditSearch, urls } from '@/util/urls'

/** When a day of the reader begins, some days later. */
function midnight(day: string | undefined, later = 0): string | undefined {
  const [year, month, date] = (day ?? '').split('-').map(Number)
  const at = new Date(year ?? Number.NaN, (month ?? Number.NaN) - 1, (date ?? Number.NaN) + later)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** What the server is asked for: the reader's days as instants. */
export function filterOf({ from, to, ...rest }: AuditSearch): AuditFilter {
  return { ...rest, since: midnight(from), until: midnight(to, 1) }
}

/** Whether an export has every entry up to some instant, so that its hashes can be compared without a server. */
export function isWhole({ from, to, ...rest }: AuditSearch): boolean {
  return Object.values(rest).every((value) => value === undefined)
}

/** `flow/0192…` is a flow with that id; `installation` has none. */
export function objectParts(object: string): { kind: string; id: string } {
  const slash = object.indexOf('/')
  return slash < 0 ? { kind: object, id: '' } : { kind: object.slice(0, slash), id: object.slice(slash + 1) }
}

function field(detail: unknown, name: string): unknown {
  return typeof detail === 'object' && detail !== null ? (detail as Record<string, unknown>)[name] : undefined
}

/** What something is called: by its name where the entry tells it, else by its kind and the end of its id. */
export function objectName({ actor, environment, action, object, detail }: AuditEntry): string {
  const { kind, id } = objectParts(object)
  if (kind === 'environment' && environment) return environment
  if (kind === 'principal' && actor?.id === id) return actor.displayName
  // `role.member.add` names the role by its kind, and by `name` who becomes a member.
  const isAboutItself = action.split('.').length === 2
  const name = field(detail, kind) ?? (isAboutItself ? field(detail, 'name') : undefined)
  return typeof name === 'string' ? name : [sentenceCase(kind), shortId(id)].filter(Boolean).join(' ')
}

/** Where something has a page. */
export function objectLink({ object, environment }: AuditEntry): LinkProps | undefined {
  const { kind, id } = objectParts(object)
  if (!id) return undefined
  if (kind === 'principal') return urls.person(id)
  if (kind === 'handover') return urls.handover(id)
  if (environment === undefined) return undefined
  if (kind === 'flow') return urls.flow(environment, id)
  if (kind === 'run') return urls.run(environment, id)
  if (kind === 'connection') return urls.connection(environment, id)
  return undefined
}

function worded(value: unknown): string | undefined {
  if (value === null || value === undefined) return 'none'
  return typeof value === 'object' ? undefined : String(value)
}

/** What was before and after, where that is a word each. */
export function changeOf({ detail }: AuditEntry): string | undefined {
  const before = field(detail, 'before')
  const after = field(detail, 'after')
  if (before === undefined && after === undefined) return undefined
  const words = [worded(before), worded(after)]
  return words.includes(undefined) ? undefined : words.join(' → ')
}

/** What comparing every hash has shown. */
export function verdict({ entries, brokenAt, runs }: VerifiedAudit): { whole: boolean; sentence: string } {
  if (brokenAt !== undefined) {
    return {
      whole: false,
      sentence: `The audit is broken at entry ${brokenAt}: it or one before it was changed or removed.`,
    }
  }
  if (runs.changed.length > 0) {
    return {
      whole: false,
      sentence: `Runs are not as they ended: see ${runs.changed.length === 1 ? 'entry' : 'entries'} ${list(runs.changed.map(String))}.`,
    }
  }
  return {
    whole: true,
    sentence: `The audit is whole: ${count(entries, 'entry', 'entries')}, none changed or missing.`,
  }
}
