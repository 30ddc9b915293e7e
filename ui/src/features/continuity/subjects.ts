import type { EventKind, PrincipalView, Subject } from '@/api/types'
import type { SimulationSearch } from '@/util/urls'

/** What can be chosen as a subject; a secret that expires is the connection that it is of. */
export type Choice = 'user' | 'serviceAccount' | 'group' | 'connection' | 'secret' | 'role'

export const CHOICES: readonly (readonly [Choice, string])[] = [
  ['user', 'A person'],
  ['serviceAccount', 'A service account'],
  ['group', 'A group'],
  ['connection', 'A connection'],
  ['secret', 'A secret that expires'],
  ['role', 'A security role'],
]

/** What tells a subject apart from others. */
export function subjectKey({ kind, environment, id }: Subject): string {
  return `${kind} ${environment ?? ''}/${id}`
}

function parts(text: string | undefined): string[] {
  return (text ?? '').split(',').filter(Boolean)
}

function within(kind: Subject['kind'], text: string | undefined): Subject[] {
  return parts(text).map((one) => {
    const slash = one.indexOf('/')
    return { kind, environment: one.slice(0, Math.max(slash, 0)), id: one.slice(slash + 1) }
  })
}

/** To what it happens, as an address names it. */
export function subjectsOf({ who, connections, roles }: SimulationSearch): Subject[] {
  return [
    ...parts(who).map((id): Subject => ({ kind: 'principal', id })),
    ...within('connection', connections),
    ...within('role', roles),
  ]
}

/** The part of an address that names subjects. */
export function searchOf(
  subjects: readonly Subject[],
): Pick<SimulationSearch, 'who' | 'connections' | 'roles'> {
  const named = (kind: Subject['kind']) =>
    subjects
      .filter((one) => one.kind === kind)
      .map(({ environment, id }) => (environment ? `${environment}/${id}` : id))
      .join(',') || undefined
  return { who: named('principal'), connections: named('connection'), roles: named('role') }
}

/** The events that can happen to all of the subjects, in words that fit them. */
export function eventsOf(
  subjects: readonly Subject[],
  people: readonly PrincipalView[],
): readonly (readonly [EventKind, string])[] {
  const has = (kind: Subject['kind']) => subjects.some((one) => one.kind === kind)
  const hasGroup = subjects.some(({ id }) => people.some((one) => one.id === id && one.kind === 'group'))
  const whoever = has('principal')
  const events: [EventKind, string, boolean][] = [
    ['disabled', 'they are disabled', !has('connection') && !has('role')],
    ['deleted', 'they are deleted', true],
    ['expired', expiry(whoever, has('connection')), !has('role')],
    ['roleLost', loss(whoever, has('role')), !has('connection')],
    [
      'groupLeft',
      hasGroup ? 'they leave these groups' : 'they leave all groups',
      !has('connection') && !has('role'),
    ],
  ]
  return events.filter(([, , applies]) => applies).map(([kind, label]) => [kind, label])
}

function expiry(whoever: boolean, connections: boolean): string {
  if (!connections) return 'their accounts end'
  return whoever ? 'their accounts and secrets end' : 'their secrets expire'
}

function loss(whoever: boolean, roles: boolean): string {
  if (!roles) return 'they lose all security roles'
  return whoever ? 'they lose these security roles' : 'nobody has them any more'
}
