import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Asked } from './connections'
import { call, inEnvironment } from './http'
import type {
  FiringView,
  FlowChanges,
  FlowDetail,
  FlowVersion,
  FlowView,
  Impact,
  Page,
  StartableFlow,
  StartedRun,
} from './types'

/** How often the firings of a flow that is on are asked for again, in milliseconds: the next may come at any time. */
const FIRINGS_INTERVAL = 5000

export const flowKeys = {
  all: (environment: string) => ['environment', environment, 'flows'] as const,
  one: (environment: string, flow: string) => ['environment', environment, 'flows', flow] as const,
}

export function flowsQuery(environment: string) {
  return queryOptions({
    queryKey: flowKeys.all(environment),
    queryFn: ({ signal }) =>
      call<Page<FlowView>>('GET', inEnvironment(environment, 'flows'), { query: { limit: 500 }, signal }),
  })
}

export function flowQuery(environment: string, flow: string) {
  return queryOptions({
    queryKey: flowKeys.one(environment, flow),
    queryFn: ({ signal }) => call<FlowDetail>('GET', inEnvironment(environment, 'flows', flow), { signal }),
  })
}

/** The definition of one version. It never changes. */
export function flowVersionQuery(environment: string, flow: string, version: number) {
  return queryOptions({
    queryKey: [...flowKeys.one(environment, flow), 'versions', version],
    queryFn: ({ signal }) =>
      call<FlowVersion>('GET', inEnvironment(environment, 'flows', flow, 'versions', String(version)), {
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** What one version does differently from another. Neither ever changes. */
export function flowChangesQuery(environment: string, flow: string, version: number, other: number) {
  return queryOptions({
    queryKey: [...flowKeys.one(environment, flow), 'versions', version, 'changes', other],
    queryFn: ({ signal }) =>
      call<FlowChanges>(
        'GET',
        inEnvironment(environment, 'flows', flow, 'versions', String(version), 'changes'),
        { query: { with: other }, signal },
      ),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** What came of each firing of a flow's trigger, newest first. */
export function firingsQuery(environment: string, flow: string, isOn: boolean) {
  return infiniteQueryOptions({
    queryKey: [...flowKeys.one(environment, flow), 'firings'],
    queryFn: ({ signal, pageParam }) =>
      call<Page<FiringView>>('GET', inEnvironment(environment, 'flows', flow, 'triggers', 'histories'), {
        query: { after: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: isOn ? FIRINGS_INTERVAL : false,
  })
}

/** The flows that the caller may start with a button. */
export function startableQuery(environment: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'startable'],
    queryFn: ({ signal }) =>
      call<Page<StartableFlow>>('GET', inEnvironment(environment, 'startable'), { signal }),
  })
}

export function setFlowState(environment: string, flow: string, state: 'on' | 'off'): Promise<unknown> {
  return call('POST', inEnvironment(environment, 'flows', flow, state === 'on' ? 'enable' : 'disable'))
}

export function runFlow(environment: string, flow: string, inputs?: unknown): Promise<StartedRun> {
  return call('POST', inEnvironment(environment, 'flows', flow, 'run'), {
    json: inputs === undefined ? {} : { inputs },
  })
}

/** Chooses the connection that one alias of one flow uses. */
export function swapConnection(
  environment: string,
  flow: string,
  key: string,
  connection: string | null,
  asked: Asked = {},
): Promise<{ impact: Impact; undo: string | null }> {
  return call('PUT', inEnvironment(environment, 'flows', flow, 'references', key), {
    query: asked,
    json: { connection },
  })
}
