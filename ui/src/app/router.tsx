import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
} from '@tanstack/react-router'
import type { RiskFilter } from '@/api/continuity'
import { ApiError } from '@/api/error'
import { flowQuery } from '@/api/flows'
import { type RunFilter, runQuery } from '@/api/runs'
import { meQuery } from '@/api/session'
import { solutionQuery } from '@/api/solutions'
import type { PrincipalKind, RiskReason } from '@/api/types'
import { asRunStatus } from '@/util/runStatus'
import {
  type ActionTab,
  type AuditSearch,
  type FlowTab,
  type PromotionAsk,
  type SimulationSearch,
  type SolutionTab,
  urls,
} from '@/util/urls'
import { landingEnvironment } from './landing'
import { recents } from './places'
import { PageFault, PageMissing } from './RouteStates'
import { Shell } from './Shell'

type Context = { queryClient: QueryClient }
type Search = Record<string, unknown>

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== ''
    ? value
    : typeof value === 'number'
      ? String(value)
      : undefined
}

function oneOf<Word extends string>(words: readonly Word[], value: unknown): Word | undefined {
  return words.find((word) => word === value)
}

const FLOW_TABS: readonly FlowTab[] = ['overview', 'flow', 'identities', 'firings', 'versions', 'definition']
const SOLUTION_TABS: readonly SolutionTab[] = ['content', 'releases', 'compare']
const ACTION_TABS: readonly ActionTab[] = ['summary', 'identity', 'inputs', 'outputs', 'error', 'attempts']

const EVENTS = ['disabled', 'deleted', 'expired', 'roleLost', 'groupLeft'] as const
const FAILURES = ['certain', 'atDate', 'depends', 'onNextEdit', 'orphans'] as const
const KINDS: readonly PrincipalKind[] = ['user', 'group', 'serviceAccount']

const rootRoute = createRootRouteWithContext<Context>()({ notFoundComponent: PageMissing })

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Search): { returnTo?: string; error?: string } => ({
    returnTo: text(search.returnTo),
    error: text(search.error),
  }),
  component: lazyRouteComponent(() => import('./SignInPage'), 'SignInPage'),
})

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      return { me: await context.queryClient.ensureQueryData(meQuery) }
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        throw redirect(urls.signIn(location.href === '/' ? undefined : location.href))
      }
      throw error
    }
  },
  component: Shell,
})

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    const environment = landingEnvironment(context.me)
    throw redirect(environment ? urls.environment(environment.name) : urls.people())
  },
})

const environmentRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/e/$env',
  beforeLoad: ({ context, params, preload }) => {
    const environment = context.me.environments.find(({ name }) => name === params.env)
    if (!environment) throw notFound()
    if (!preload) recents.add(environment.name)
    return { environment }
  },
  notFoundComponent: PageMissing,
})

const environmentHomeRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    const { name, role } = context.environment
    throw redirect(role === 'user' ? urls.buttons(name) : urls.flows(name))
  },
})

const flowsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'flows',
  component: lazyRouteComponent(() => import('@/features/flows/FlowsPage'), 'FlowsPage'),
})

const flowRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'flows/$flow',
  validateSearch: (search: Search): { tab?: FlowTab; at?: string } => ({
    tab: oneOf(FLOW_TABS, search.tab),
    at: text(search.at),
  }),
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(flowQuery(params.env, params.flow))
  },
  component: lazyRouteComponent(() => import('@/features/flows/FlowPage'), 'FlowPage'),
})

const runsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'runs',
  validateSearch: (search: Search): RunFilter => ({
    flow: text(search.flow),
    status: asRunStatus(search.status),
  }),
  component: lazyRouteComponent(() => import('@/features/runs/RunsPage'), 'RunsPage'),
})

const runRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'runs/$run',
  validateSearch: (search: Search): { at?: string; tab?: ActionTab } => ({
    at: text(search.at),
    tab: oneOf(ACTION_TABS, search.tab),
  }),
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(runQuery(params.env, params.run))
  },
  component: lazyRouteComponent(() => import('@/features/runs/RunPage'), 'RunPage'),
})

const connectionsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'connections',
  component: lazyRouteComponent(() => import('@/features/connections/ConnectionsPage'), 'ConnectionsPage'),
})

const connectionRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'connections/$connection',
  component: lazyRouteComponent(() => import('@/features/connections/ConnectionPage'), 'ConnectionPage'),
})

const variablesRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'variables',
  component: lazyRouteComponent(() => import('@/features/environments/VariablesPage'), 'VariablesPage'),
})

const tablesRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'tables',
  component: lazyRouteComponent(() => import('@/features/tables/TablesPage'), 'TablesPage'),
})

const tableRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'tables/$table',
  component: lazyRouteComponent(() => import('@/features/tables/TablePage'), 'TablePage'),
})

const solutionsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'solutions',
  component: lazyRouteComponent(() => import('@/features/solutions/SolutionsPage'), 'SolutionsPage'),
})

const solutionRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'solutions/$solution',
  validateSearch: (search: Search): { tab?: SolutionTab } => ({ tab: oneOf(SOLUTION_TABS, search.tab) }),
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(solutionQuery(params.env, params.solution))
  },
  component: lazyRouteComponent(() => import('@/features/solutions/SolutionPage'), 'SolutionPage'),
})

const exportRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'solutions/$solution/export',
  component: lazyRouteComponent(() => import('@/features/solutions/exporting/ExportPage'), 'ExportPage'),
})

const importRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'import',
  component: lazyRouteComponent(() => import('@/features/solutions/importing/ImportPage'), 'ImportPage'),
})

const buttonsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'buttons',
  component: lazyRouteComponent(() => import('@/features/flows/ButtonsPage'), 'ButtonsPage'),
})

const overviewRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'overview',
  component: lazyRouteComponent(() => import('@/features/environments/EnvironmentPage'), 'EnvironmentPage'),
})

const driftRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: 'drift',
  component: lazyRouteComponent(() => import('@/features/environments/DriftPage'), 'DriftPage'),
})

const pipelinesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/pipelines',
  component: lazyRouteComponent(() => import('@/features/pipelines/PipelinesPage'), 'PipelinesPage'),
})

const pipelineRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/pipelines/$pipeline',
  validateSearch: (search: Search): PromotionAsk => ({
    solution: text(search.solution),
    to: text(search.to),
    version: text(search.version),
  }),
  component: lazyRouteComponent(() => import('@/features/pipelines/PipelinePage'), 'PipelinePage'),
})

const promotionRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/promotions/$promotion',
  component: lazyRouteComponent(() => import('@/features/pipelines/PromotionPage'), 'PromotionPage'),
})

const waitingRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/waiting',
  component: lazyRouteComponent(() => import('@/features/pipelines/WaitingPage'), 'WaitingPage'),
})

const handoversRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/handovers',
  validateSearch: (search: Search): { leaver?: string } => ({ leaver: text(search.leaver) }),
  component: lazyRouteComponent(() => import('@/features/continuity/HandoversPage'), 'HandoversPage'),
})

const handoverRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/handovers/$plan',
  component: lazyRouteComponent(() => import('@/features/continuity/HandoverPage'), 'HandoverPage'),
})

const continuityRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/continuity',
  validateSearch: (search: Search): RiskFilter => ({
    environment: text(search.environment),
    // The server knows which there are, and gives them to the tiles.
    reason: text(search.reason) as RiskReason | undefined,
    principal: text(search.principal),
  }),
  component: lazyRouteComponent(() => import('@/features/continuity/ContinuityPage'), 'ContinuityPage'),
})

const simulationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/continuity/simulation',
  validateSearch: (search: Search): SimulationSearch => ({
    who: text(search.who),
    connections: text(search.connections),
    roles: text(search.roles),
    event: oneOf(EVENTS, search.event),
    on: text(search.on),
    where: text(search.where),
    show: oneOf(FAILURES, search.show),
  }),
  component: lazyRouteComponent(() => import('@/features/continuity/SimulationPage'), 'SimulationPage'),
})

const dataPoliciesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/data-policies',
  component: lazyRouteComponent(() => import('@/features/policies/DataPoliciesPage'), 'DataPoliciesPage'),
})

const auditRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/audit',
  validateSearch: (search: Search): AuditSearch => ({
    actor: text(search.actor),
    about: text(search.about),
    action: text(search.action),
    object: text(search.object),
    environment: text(search.environment),
    from: text(search.from),
    to: text(search.to),
  }),
  component: lazyRouteComponent(() => import('@/features/audit/AuditPage'), 'AuditPage'),
})

const peopleRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/people',
  validateSearch: (search: Search): { kind?: PrincipalKind } => ({ kind: oneOf(KINDS, search.kind) }),
  component: lazyRouteComponent(() => import('@/features/people/PeoplePage'), 'PeoplePage'),
})

const accountRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('@/features/account/AccountPage'), 'AccountPage'),
})

const personRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/people/$principal',
  validateSearch: (search: Search): { show?: string } => ({ show: text(search.show) }),
  component: lazyRouteComponent(() => import('@/features/people/PersonPage'), 'PersonPage'),
})

const routeTree = rootRoute.addChildren([
  signInRoute,
  signedInRoute.addChildren([
    homeRoute,
    environmentRoute.addChildren([
      environmentHomeRoute,
      flowsRoute,
      flowRoute,
      runsRoute,
      runRoute,
      connectionsRoute,
      connectionRoute,
      variablesRoute,
      tablesRoute,
      tableRoute,
      solutionsRoute,
      solutionRoute,
      exportRoute,
      importRoute,
      buttonsRoute,
      overviewRoute,
      driftRoute,
    ]),
    pipelinesRoute,
    pipelineRoute,
    promotionRoute,
    waitingRoute,
    handoversRoute,
    handoverRoute,
    continuityRoute,
    simulationRoute,
    dataPoliciesRoute,
    auditRoute,
    peopleRoute,
    personRoute,
    accountRoute,
  ]),
])

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultErrorComponent: PageFault,
    defaultNotFoundComponent: PageMissing,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
  interface HistoryState {
    /** Why this page opened in place of another. */
    said?: string
  }
}
