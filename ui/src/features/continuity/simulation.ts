import type { Certainty, EventRequest, Finding, PrincipalView, Simulation } from '@/api/types'
import { formatPlace, TRIGGER_PLACE } from '@/util/place'
import { count } from '@/util/text'
import { dayStart } from '@/util/time'
import type { SimulationSearch } from '@/util/urls'
import { subjectsOf } from './subjects'

export const CERTAINTIES: Record<Certainty, string> = {
  certain: 'Certain',
  atDate: 'At a date',
  depends: 'Depends on who',
  onNextEdit: 'On the next edit',
}

/** The event that an address names; nothing before something is chosen. */
export function eventOf(search: SimulationSearch): EventRequest | undefined {
  const { event = 'disabled', on, where } = search
  const subjects = subjectsOf(search)
  if (subjects.length === 0) return undefined
  return { subjects, event, at: on && dayStart(on), environment: where }
}

/** Who leaves, where it is one person or service account and nothing else: groups hand nothing over. */
export function leaverOf(
  search: SimulationSearch,
  people: readonly PrincipalView[],
): PrincipalView | undefined {
  const [only, ...others] = subjectsOf(search)
  if (others.length > 0) return undefined
  return people.find(({ id, kind }) => id === only?.id && kind !== 'group')
}

/**
 * The event as the command line takes it, with names where they are known. A command has one environment, of connections
 * and roles and to look at: nothing where that would be another question.
 */
export function commandEvent(
  { subjects, event, at, environment }: EventRequest,
  people: readonly PrincipalView[],
) {
  const ids = (kind: string) => subjects.filter((one) => one.kind === kind).map(({ id }) => id)
  const users = ids('principal').map((id) => people.find((one) => one.id === id)?.name ?? id)
  const places = [...new Set(subjects.flatMap((one) => one.environment ?? []))]
  const [place = environment] = places
  const isOther = places.length > 1 || (place !== environment && (environment || users.length > 0))
  if (isOther) return undefined
  return {
    users,
    connections: ids('connection'),
    roles: ids('role'),
    event,
    at: at ?? undefined,
    environment: place ?? undefined,
  }
}

type Tile = { key: Certainty | 'orphans'; label: string; number: number }

/** The numbers of a simulation; each leads to its rows. */
export function tilesOf({ summary }: Simulation): Tile[] {
  return [
    { key: 'certain', label: 'fail for certain', number: summary.certain },
    { key: 'atDate', label: 'fail at a date', number: summary.atDate },
    { key: 'depends', label: 'depend on who starts or owns', number: summary.depends },
    { key: 'onNextEdit', label: 'fail on the next edit', number: summary.onNextEdit },
    { key: 'orphans', label: 'flows without an active owner', number: summary.orphans },
  ]
}

/** What the event breaks, in one sentence. */
export function summarySentence({ summary }: Simulation): string {
  if (summary.findings === 0 && summary.orphans === 0) return 'Nothing breaks.'
  return `${count(summary.findings, 'action')} of ${count(summary.flows, 'flow')} would fail.`
}

export type Day = {
  day: string
  flows: string[]
  actions: number
  runsPerWeek: number
  /** The first of these flows that the clock starts. */
  first?: { flowName: string; at: string }
}

/** From which day how much fails, in the order of days. */
export function daysOf(findings: readonly Finding[]): Day[] {
  const days = new Map<string, Finding[]>()
  for (const finding of findings) {
    const day = finding.from.slice(0, 10)
    days.set(day, [...(days.get(day) ?? []), finding])
  }
  return [...days]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([day, all]) => {
      const flows = new Map(all.map((finding) => [finding.flow, finding]))
      return {
        day,
        flows: [...flows.values()].map(({ flowName }) => flowName),
        actions: all.length,
        runsPerWeek: [...flows.values()].reduce((sum, { runsPerWeek }) => sum + runsPerWeek, 0),
        first: firstOf(all),
      }
    })
}

/** The first firing at or after which an action fails. */
function firstOf(findings: readonly Finding[]): Day['first'] {
  const [first] = findings
    .flatMap(({ flowName, nextFiring: at, from }) => (at && at >= from ? [{ flowName, at }] : []))
    .sort((one, other) => one.at.localeCompare(other.at))
  return first
}

/** Where the drawing of a flow shows what a path of its definition names: `actions/If/else/actions/Mail` is `If/Mail`. */
export function placeOfPath(path: string): string {
  const keys = path.split('/')
  if (keys[0] === 'triggers') return TRIGGER_PLACE
  const steps: { name: string }[] = []
  for (let at = 0; at < keys.length; at++) {
    if (keys[at] === 'cases') at += 1
    else if (keys[at] === 'actions') {
      at += 1
      steps.push({ name: keys[at] ?? '' })
    } else if (keys[at] !== 'else' && keys[at] !== 'default') break
  }
  return formatPlace(steps)
}
