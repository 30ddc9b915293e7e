import type { DeploymentPlan, ImportMode } from '@/api/types'
import type { WizardStep } from '@/ui/Wizard'
import { type DeploymentSettings, NO_SETTINGS } from '@/util/deploymentSettings'

export type ImportStep =
  | 'source'
  | 'target'
  | 'changes'
  | 'bind'
  | 'variables'
  | 'owners'
  | 'checks'
  | 'replay'
  | 'apply'
  | 'done'

/** What somebody has chosen for an import. */
export type Draft = {
  package?: File
  envelope?: File
  /** The name of the settings file that the choices began with. */
  settingsFile?: string
  settings: DeploymentSettings
  mode: ImportMode
}

export const EMPTY_DRAFT: Draft = { settings: NO_SETTINGS, mode: 'upgrade' }

const LABELS: readonly (readonly [ImportStep, string])[] = [
  ['source', 'Source'],
  ['target', 'Target'],
  ['changes', 'What changes'],
  ['bind', 'Connections'],
  ['variables', 'Variables'],
  ['owners', 'Owners'],
  ['checks', 'Checks'],
  ['replay', 'Replay'],
  ['apply', 'Import'],
  ['done', 'Done'],
]

/** The steps, and which can be opened: those after the target need a plan, and once it is done nothing can be changed. */
export function importSteps(draft: Draft, planned: boolean, done: boolean): WizardStep<ImportStep>[] {
  return LABELS.map(([name, label]) => ({ name, label, open: isOpen(name, draft, planned, done) }))
}

function isOpen(step: ImportStep, draft: Draft, planned: boolean, done: boolean): boolean {
  if (done || step === 'done') return done && step === 'done'
  if (step === 'source') return true
  return step === 'target' ? draft.package !== undefined : planned
}

export function stepAfter(step: ImportStep): ImportStep {
  const at = LABELS.findIndex(([name]) => name === step)
  return LABELS[at + 1]?.[0] ?? step
}

/** Where a check that does not pass is mended. */
export function remedyOf(code: string): Remedy | undefined {
  return REMEDIES[code]
}

export type Remedy = Extract<ImportStep, 'source' | 'target' | 'bind' | 'variables' | 'owners'>

const REMEDIES: Record<string, Remedy> = {
  ReferencesBound: 'bind',
  Connections: 'bind',
  Owners: 'owners',
  Privileges: 'bind',
  VariablesSet: 'variables',
  Signature: 'source',
  NothingRemoved: 'target',
  NotUsedElsewhere: 'target',
  VersionRises: 'source',
}

/** Why a plan cannot be carried out now, if so. */
export function whyNotApply(plan: DeploymentPlan, planning: boolean, refused: boolean): string | undefined {
  if (planning) return 'The server is planning.'
  if (refused) return 'Mend first what the server refuses.'
  if (!plan.canApply) return 'A check fails.'
  return plan.changesNothing ? 'Nothing would change.' : undefined
}

/** What the file with the choices of an import is called. */
export function settingsFileName(environment: string, solution: string): string {
  return `${solution}.${environment}.settings.json`
}
