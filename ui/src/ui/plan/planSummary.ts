import type { Change, DeploymentPlan, PlannedReference } from '@/api/types'
import { count, list } from '@/util/text'

/** Changes after which somebody else acts, as `docs/guide/solution-changes.md` names them. */
const WHO_ACTS = new Set([
  'ReferenceConnectorChanged',
  'FlowOwnersChanged',
  'ConnectionModeChanged',
  'FlowReferenceChanged',
  'FlowConnectorChanged',
  'ActionConnectionChanged',
  'AuthenticationChanged',
  'TriggerAuthenticationChanged',
  'RunAsChanged',
])

/** Changes after which somebody may do more, or less. */
const WHO_MAY = new Set([
  'RoleAdded',
  'RoleRemoved',
  'PrivilegeAdded',
  'PrivilegeRemoved',
  'PrivilegeDepthChanged',
])

export type IdentityChanges = {
  /** What the package changes about who acts and who may. */
  changes: Change[]
  /** References through which somebody else acts than before. */
  rebound: PlannedReference[]
}

/** What a plan changes about whose identity acts, and about what it may do. */
export function identityChanges(plan: Pick<DeploymentPlan, 'changes' | 'references'>): IdentityChanges {
  return {
    changes: plan.changes.filter(({ code }) => WHO_ACTS.has(code) || WHO_MAY.has(code)),
    rebound: plan.references.filter(
      ({ before, connection }) => before && connection && before.owner.id !== connection.owner.id,
    ),
  }
}

/** The first few identity changes as sentences, then how many more there are. */
export function identitySentences({ changes, rebound }: IdentityChanges, most = 4): string[] {
  const sentences = [
    ...rebound.map(
      ({ logicalName, displayName, before, connection }) =>
        `${displayName || logicalName}: ${connection?.owner.displayName} acts instead of ${before?.owner.displayName}.`,
    ),
    ...changes.map(({ sentence }) => sentence),
  ]
  if (sentences.length <= most) return sentences
  return [...sentences.slice(0, most), `And ${sentences.length - most} more, under Identity changes.`]
}

const PLANNED = {
  upgrade: 'Upgrades',
  update: 'Updates',
  stage: 'Stages',
  uninstall: 'Removes',
  install: 'Installs',
  rollBack: 'Rolls',
  again: 'Brings',
  nothing: 'Nothing changes',
} as const
const DONE: Record<keyof typeof PLANNED, string> = {
  upgrade: 'Upgraded',
  update: 'Updated',
  stage: 'Staged',
  uninstall: 'Removed',
  install: 'Installed',
  rollBack: 'Rolled',
  again: 'Brought',
  nothing: 'Nothing changed',
}

/** What a plan does, or did once it was applied, in a few words. */
export function planTitle(plan: DeploymentPlan, applied = false): string {
  const { displayName, solution, from, to, mode, rollback, changesNothing } = plan
  const name = displayName || solution
  const says = applied ? DONE : PLANNED
  if (to === undefined) return `${says.uninstall} ${name} ${from}`
  if (changesNothing) return `${says.nothing}: ${name} ${to} is here as it is in the package`
  if (from === undefined) return `${says.install} ${name} ${to}`
  if (rollback) return `${says.rollBack} ${name} back from ${from} to ${to}`
  return from === to ? `${says.again} ${name} ${to} in again` : `${says[mode]} ${name} from ${from} to ${to}`
}

/** The gist of a plan below its title: how much changes, and what is not settled. */
export function planLines({ components, references, variables, flows }: DeploymentPlan): string[] {
  const fates = (...wanted: string[]) => components.filter(({ fate }) => wanted.includes(fate)).length
  const lines = [
    `${count(fates('add'), 'component')} added, ${fates('change')} changed, ${fates('remove')} removed.`,
  ]
  const later = fates('removeLater')
  if (later > 0) lines.push(`${count(later, 'component')} removed once the upgrade is finished.`)
  const unbound = references.filter(isUnbound).map(({ logicalName }) => logicalName)
  if (unbound.length > 0) lines.push(`Not bound: ${list(unbound)}.`)
  const unset = variables.filter(({ source }) => source === 'missing').map(({ schemaName }) => schemaName)
  if (unset.length > 0) lines.push(`Without a value: ${list(unset)}.`)
  const turned = (on: boolean) => flows.filter((flow) => flow.on === on && flow.before !== on)
  const names = (some: { name: string }[]) => list(some.map(({ name }) => name))
  if (turned(true).length > 0) lines.push(`Turned on: ${names(turned(true))}.`)
  if (turned(false).length > 0) lines.push(`Turned off: ${names(turned(false))}.`)
  const waiting = flows.filter(({ on, reasons }) => !on && reasons.length > 0)
  if (waiting.length > 0) lines.push(`Off until what they need is there: ${names(waiting)}.`)
  return lines
}

/** The keys of what a plan brings that is not there before. */
export function addedKeys({ components }: Pick<DeploymentPlan, 'components'>): ReadonlySet<string> {
  return new Set(components.filter(({ fate }) => fate === 'add').map(({ key }) => key))
}

/** Whether a reference would be left without a connection. A suggestion counts once somebody takes it. */
export function isUnbound({ source }: Pick<PlannedReference, 'source'>): boolean {
  return source === 'missing' || source === 'suggested'
}

export type DiffLine = { at: number; kind: 'file' | 'place' | 'added' | 'removed' | 'same'; text: string }

/** The lines of a diff in the unified format, with what each is. */
export function diffLines(unified: string): DiffLine[] {
  return unified
    .replace(/\n$/, '')
    .split('\n')
    .map((text, at) => ({ at, kind: lineKind(text), text }))
}

function lineKind(text: string): DiffLine['kind'] {
  if (text.startsWith('--- ') || text.startsWith('+++ ')) return 'file'
  if (text.startsWith('@@')) return 'place'
  if (text.startsWith('+')) return 'added'
  return text.startsWith('-') ? 'removed' : 'same'
}

const KINDS: Record<string, string> = {
  columns: 'Columns',
  connection: 'Connection',
  connector: 'Custom connector',
  flow: 'Flow',
  kept: 'Kept, not used here',
  principal: 'Owner or user',
  reference: 'Connection reference',
  role: 'Security role',
  solution: 'Solution',
  table: 'Table',
  tableExtension: 'Columns',
  variable: 'Environment variable',
}

/** A kind of component as people read it. */
export function componentKind(kind: string): string {
  return KINDS[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1)
}
