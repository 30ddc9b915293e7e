import { linkOptions } from '@tanstack/react-router'
import type { RiskFilter } from '@/api/continuity'
import type { RunFilter } from '@/api/runs'
import type { AuditFilter, Certainty, EventKind, PrincipalKind } from '@/api/types'

export type FlowTab = 'overview' | 'flow' | 'identities' | 'firings' | 'versions' | 'definition'
/**
 * What is simulated: to whom (ids), to which connections and security roles (each `environment/id`), what happens, on
 * which day, and where one looks; and which failures are shown.
 */
export type SimulationSearch = {
  who?: string
  connections?: string
  roles?: string
  event?: EventKind
  on?: string
  where?: string
  show?: Certainty | 'orphans'
}
/** Which entries the page about the audit log lists; the last day is part of it. */
export type AuditSearch = Omit<AuditFilter, 'since' | 'until'> & { from?: string; to?: string }
/** What to ask for on a pipeline's page: which solution, to which stage, and as which version where it is exported for that. */
export type PromotionAsk = { solution?: string; to?: string; version?: string }
export type SolutionTab = 'content' | 'releases' | 'compare'
export type ActionTab = 'summary' | 'identity' | 'inputs' | 'outputs' | 'error' | 'attempts'

/** Every address inside the application. Nothing else builds one. */
export const urls = {
  account: () => linkOptions({ to: '/account' }),
  home: () => linkOptions({ to: '/' }),
  signIn: (returnTo?: string) => linkOptions({ to: '/sign-in', search: { returnTo } }),
  environment: (env: string) => linkOptions({ to: '/e/$env', params: { env } }),
  flows: (env: string) => linkOptions({ to: '/e/$env/flows', params: { env } }),
  flow: (env: string, flow: string, tab?: FlowTab, at?: string) =>
    linkOptions({ to: '/e/$env/flows/$flow', params: { env, flow }, search: { tab, at } }),
  runs: (env: string, filter: RunFilter = {}) =>
    linkOptions({ to: '/e/$env/runs', params: { env }, search: filter }),
  run: (env: string, run: string, at?: string, tab?: ActionTab) =>
    linkOptions({ to: '/e/$env/runs/$run', params: { env, run }, search: { at, tab } }),
  connections: (env: string) => linkOptions({ to: '/e/$env/connections', params: { env } }),
  connection: (env: string, connection: string) =>
    linkOptions({ to: '/e/$env/connections/$connection', params: { env, connection } }),
  tables: (env: string) => linkOptions({ to: '/e/$env/tables', params: { env } }),
  table: (env: string, table: string) => linkOptions({ to: '/e/$env/tables/$table', params: { env, table } }),
  variables: (env: string) => linkOptions({ to: '/e/$env/variables', params: { env } }),
  solutions: (env: string) => linkOptions({ to: '/e/$env/solutions', params: { env } }),
  solution: (env: string, solution: string, tab?: SolutionTab) =>
    linkOptions({ to: '/e/$env/solutions/$solution', params: { env, solution }, search: { tab } }),
  exportSolution: (env: string, solution: string) =>
    linkOptions({ to: '/e/$env/solutions/$solution/export', params: { env, solution } }),
  importSolution: (env: string) => linkOptions({ to: '/e/$env/import', params: { env } }),
  buttons: (env: string) => linkOptions({ to: '/e/$env/buttons', params: { env } }),
  overview: (env: string) => linkOptions({ to: '/e/$env/overview', params: { env } }),
  drift: (env: string) => linkOptions({ to: '/e/$env/drift', params: { env } }),
  pipelines: () => linkOptions({ to: '/pipelines' }),
  pipeline: (pipeline: string, ask: PromotionAsk = {}) =>
    linkOptions({ to: '/pipelines/$pipeline', params: { pipeline }, search: ask }),
  promotion: (promotion: string) => linkOptions({ to: '/promotions/$promotion', params: { promotion } }),
  waiting: () => linkOptions({ to: '/waiting' }),
  handovers: (leaver?: string) => linkOptions({ to: '/handovers', search: { leaver } }),
  handover: (plan: string) => linkOptions({ to: '/handovers/$plan', params: { plan } }),
  simulation: (search: SimulationSearch = {}) => linkOptions({ to: '/continuity/simulation', search }),
  continuity: (search: RiskFilter = {}) => linkOptions({ to: '/continuity', search }),
  audit: (search: AuditSearch = {}) => linkOptions({ to: '/audit', search }),
  dataPolicies: () => linkOptions({ to: '/data-policies' }),
  people: (kind?: PrincipalKind) => linkOptions({ to: '/people', search: { kind } }),
  person: (principal: string, show?: string) =>
    linkOptions({ to: '/people/$principal', params: { principal }, search: { show } }),
}
