import { queryOptions } from '@tanstack/react-query'
import { call, inEnvironment } from './http'
import type {
  DeploymentPlan,
  ExportPreview,
  ImportMode,
  NewSolution,
  Page,
  ReleaseView,
  ReplayReport,
  RunsToReplay,
  SolutionChanges,
  SolutionComponent,
  SolutionDetail,
  SolutionView,
} from './types'

const keys = {
  all: (environment: string) => ['environment', environment, 'solutions'],
  one: (environment: string, solution: string) => [...keys.all(environment), solution],
}

export function solutionsQuery(environment: string) {
  return queryOptions({
    queryKey: keys.all(environment),
    queryFn: ({ signal }) =>
      call<Page<SolutionView>>('GET', inEnvironment(environment, 'solutions'), {
        query: { limit: 500 },
        signal,
      }),
  })
}

export function solutionQuery(environment: string, solution: string) {
  return queryOptions({
    queryKey: keys.one(environment, solution),
    queryFn: ({ signal }) =>
      call<SolutionDetail>('GET', inEnvironment(environment, 'solutions', solution), { signal }),
  })
}

/** What is here against what another environment (by name) or an earlier release (by id) has. */
export function solutionChangesQuery(environment: string, solution: string, other: string) {
  return queryOptions({
    queryKey: [...keys.one(environment, solution), 'changes', other],
    queryFn: ({ signal }) =>
      call<SolutionChanges>('GET', inEnvironment(environment, 'solutions', solution, 'changes'), {
        query: { with: other },
        signal,
      }),
  })
}

/** What is brought into an environment, and how. */
export type Deployment = {
  package: File
  /** The signature and provenance of the package. */
  envelope?: File
  /** Deployment settings as JSON. */
  settings: string
  mode: ImportMode
}

function asForm({ package: zip, envelope, settings }: Deployment): FormData {
  const form = new FormData()
  form.set('package', zip)
  form.set('settings', settings)
  if (envelope) form.set('envelope', envelope)
  return form
}

/** What a package would do. Nothing changes. */
export function planDeployment(environment: string, deployment: Deployment): Promise<DeploymentPlan> {
  return call('POST', inEnvironment(environment, 'solutions', 'plan'), {
    form: asForm(deployment),
    query: { mode: deployment.mode },
  })
}

/** What recorded runs would have done with the flows of a package. Nothing changes, and nobody is called. */
export function replayDeployment(
  environment: string,
  { package: zip, settings }: Deployment,
  runs: RunsToReplay,
): Promise<ReplayReport> {
  const form = new FormData()
  form.set('package', zip)
  form.set('settings', settings)
  form.set('runs', JSON.stringify(runs))
  return call('POST', inEnvironment(environment, 'solutions', 'replay'), { form })
}

/** What was looked at, which has to be what is done; and why it is done. */
export type Agreed = { expect: string; note?: string }

/** Brings a package in, if that does what the plan with this digest said. */
export function applyDeployment(
  environment: string,
  deployment: Deployment,
  agreed: Agreed,
): Promise<ReleaseView> {
  return call('POST', inEnvironment(environment, 'solutions'), {
    form: asForm(deployment),
    query: { mode: deployment.mode, ...agreed },
  })
}

/** What removing a solution would do. */
export function planRemoval(environment: string, solution: string): Promise<DeploymentPlan> {
  return call('DELETE', inEnvironment(environment, 'solutions', solution), { query: { dryRun: true } })
}

export function removeSolution(
  environment: string,
  solution: string,
  { expect }: Agreed,
): Promise<ReleaseView> {
  return call('DELETE', inEnvironment(environment, 'solutions', solution), { query: { expect } })
}

/** What removing would do that a staged upgrade left for later. */
export function planFinish(environment: string, solution: string): Promise<DeploymentPlan> {
  return call('POST', inEnvironment(environment, 'solutions', solution, 'finish-upgrade'), {
    query: { dryRun: true },
  })
}

export function finishUpgrade(
  environment: string,
  solution: string,
  { expect }: Agreed,
): Promise<ReleaseView> {
  return call('POST', inEnvironment(environment, 'solutions', solution, 'finish-upgrade'), {
    query: { expect },
  })
}

/** Makes an unmanaged solution, or changes what names it. */
export function putSolution(
  environment: string,
  solution: string,
  identity: NewSolution,
): Promise<SolutionView> {
  return call('PUT', inEnvironment(environment, 'solutions', solution), { json: identity })
}

/** Something of the environment, as a solution holds it. */
export type ComponentId = Pick<SolutionComponent, 'kind' | 'key'>

function componentAddress(environment: string, solution: string, { kind, key }: ComponentId): string {
  return inEnvironment(environment, 'solutions', solution, 'components', kind, key)
}

export function addComponent(
  environment: string,
  solution: string,
  component: ComponentId,
): Promise<unknown> {
  return call('PUT', componentAddress(environment, solution, component))
}

/** Takes a component out of a solution. It stays in the environment. */
export function removeComponent(
  environment: string,
  solution: string,
  component: ComponentId,
): Promise<unknown> {
  return call('DELETE', componentAddress(environment, solution, component))
}

/** How a solution is exported. Without a version, as it is now. */
export type ExportHow = { managed: boolean; version?: string }

/** What an export of an unmanaged solution would hold, and what is worth knowing before. */
export function exportQuery(environment: string, solution: string) {
  return queryOptions({
    queryKey: [...keys.one(environment, solution), 'export'],
    queryFn: ({ signal }) =>
      call<ExportPreview>('GET', inEnvironment(environment, 'solutions', solution, 'export'), {
        signal,
      }),
  })
}

function exportAddress(environment: string, solution: string, part: string, how?: ExportHow): string {
  const query = how
    ? `?${new URLSearchParams(Object.entries(how).map(([key, value]) => [key, String(value)]))}`
    : ''
  return inEnvironment(environment, 'solutions', solution, part) + query
}

/** Where a browser downloads a solution's package. */
export function packageAddress(environment: string, solution: string, how?: ExportHow): string {
  return exportAddress(environment, solution, 'package', how)
}

/** Where a browser downloads what the installation signs about that package. */
export function envelopeAddress(environment: string, solution: string, how: ExportHow): string {
  return exportAddress(environment, solution, 'envelope', how)
}

/** Where a browser downloads the settings to fill in for another environment. */
export function settingsAddress(environment: string, solution: string): string {
  return inEnvironment(environment, 'solutions', solution, 'settings')
}
