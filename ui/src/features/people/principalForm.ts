import type { NewPrincipal, PrincipalChanges, PrincipalKind, PrincipalView } from '@/api/types'
import { list } from '@/util/text'
import { dayStart, utcDay } from '@/util/time'

/** What the fields hold. Days are as date fields have them; principals are ids; an empty text is no value. */
export type PrincipalForm = {
  name: string
  displayName: string
  email: string
  password: string
  leavesAt: string
  expiresAt: string
  manager: string
  team: string
  sponsors: readonly string[]
}

export const EMPTY_FORM: PrincipalForm = {
  name: '',
  displayName: '',
  email: '',
  password: '',
  leavesAt: '',
  expiresAt: '',
  manager: '',
  team: '',
  sponsors: [],
}

export function formOf(principal: PrincipalView): PrincipalForm {
  const day = (instant: string | undefined) => (instant ? utcDay(instant) : '')
  return {
    ...EMPTY_FORM,
    name: principal.name,
    displayName: principal.displayName,
    email: principal.email ?? '',
    leavesAt: day(principal.leavesAt),
    expiresAt: day(principal.expiresAt),
    manager: principal.manager?.id ?? '',
    team: principal.team?.id ?? '',
    sponsors: principal.sponsors.map(({ id }) => id),
  }
}

/** What makes a principal of a kind: the fields that the kind has and that are filled in. */
export function newPrincipal(kind: PrincipalKind, form: PrincipalForm): NewPrincipal {
  const text = (value: string) => value.trim() || undefined
  return {
    kind,
    name: form.name.trim(),
    displayName: text(form.displayName),
    ...(kind === 'user' && { email: text(form.email), password: form.password || undefined }),
    ...(kind === 'serviceAccount' && {
      team: text(form.team),
      sponsors: form.sponsors.length > 0 ? [...form.sponsors] : undefined,
    }),
    ...(kind !== 'group' && form.expiresAt && { expiresAt: dayStart(form.expiresAt) }),
  }
}

/** What differs from the principal; null is a field that was emptied. */
export function principalChanges(principal: PrincipalView, form: PrincipalForm): PrincipalChanges {
  const before = formOf(principal)
  const changes: PrincipalChanges = {}
  for (const field of ['displayName', 'email', 'manager', 'team'] as const) {
    const value = form[field].trim()
    if (value !== before[field]) changes[field] = value || null
  }
  for (const field of ['leavesAt', 'expiresAt'] as const) {
    if (form[field] !== before[field]) changes[field] = form[field] ? dayStart(form[field]) : null
  }
  if ([...form.sponsors].sort().join() !== [...before.sponsors].sort().join())
    changes.sponsors = [...form.sponsors]
  return changes
}

const WORDS: Record<keyof PrincipalChanges, string> = {
  displayName: 'the name that people read',
  email: 'the mail address',
  leavesAt: 'the leaving date',
  expiresAt: 'the end',
  manager: 'the manager',
  team: 'the team',
  sponsors: 'the sponsors',
}

/** What changes will do, one sentence a line. */
export function changeEffects(
  principal: Pick<PrincipalView, 'displayName'>,
  changes: PrincipalChanges,
  today: string = utcDay(new Date().toISOString()),
): string[] {
  const fields = Object.keys(changes) as (keyof PrincipalChanges)[]
  if (fields.length === 0) return ['Nothing is changed yet.']
  const lines = [`Changes ${list(fields.map((field) => WORDS[field]))} of ${principal.displayName}.`]
  if (changes.leavesAt) {
    lines.push(
      `Wherever ${principal.displayName} is mentioned it says “leaves ${utcDay(changes.leavesAt)}”. The date ends nothing by itself.`,
    )
  }
  if (changes.expiresAt) {
    const day = utcDay(changes.expiresAt)
    lines.push(
      `${day <= today ? 'At once' : `From ${day} on`} ${principal.displayName} may do nothing any more: sessions and tokens are refused, and connections that act as this principal fail.`,
    )
  }
  if (changes.sponsors?.length === 0 || changes.team === null)
    lines.push('A service account without a team or a sponsor is marked with a warning.')
  return lines
}
