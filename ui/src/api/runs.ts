import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { isRunFinal } from '@/util/runStatus'
import { call, inEnvironment } from './http'
import type { ActionView, Page, RunDetail, RunStatus, RunView } from './types'

/** How often a screen asks again while something on it still runs, in milliseconds. */
const LIVE_INTERVAL = 1500

export const runKeys = {
  all: (environment: string) => ['environment', environment, 'runs'] as const,
  one: (environment: string, run: string) => ['environment', environment, 'runs', 'one', run] as const,
}

export type RunFilter = { flow?: string; status?: RunStatus }

export function runsQuery(environment: string, filter: RunFilter) {
  return infiniteQueryOptions({
    queryKey: [...runKeys.all(environment), 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      call<Page<RunView>>('GET', inEnvironment(environment, 'runs'), {
        query: { ...filter, after: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.value.some((run) => !isRunFinal(run.status)))
        ? LIVE_INTERVAL
        : false,
  })
}

export function runQuery(environment: string, run: string) {
  return queryOptions({
    queryKey: runKeys.one(environment, run),
    queryFn: ({ signal }) => call<RunDetail>('GET', inEnvironment(environment, 'runs', run), { signal }),
    refetchInterval: ({ state }) => (state.data && !isRunFinal(state.data.status) ? LIVE_INTERVAL : false),
  })
}

/**
 * Which actions to list: those at the top, or those inside one container at one iteration of the loops around them.
 * Iterations count from 0, from the outermost loop inwards; a parent that is a loop has the last.
 */
export type ActionGroup = { parent?: string; iteration: number[] }

/** Whether an action is directly inside a group. Without a parent and an iteration the server may list whatever is inside, too. */
function isDirectlyInside(action: ActionView, { parent, iteration }: ActionGroup): boolean {
  const path = action.path.map(({ index }) => index)
  return action.parent === parent && path.join() === iteration.join()
}

export async function fetchActions(
  environment: string,
  run: string,
  group: ActionGroup,
  signal?: AbortSignal,
): Promise<Page<ActionView>> {
  const page = await call<Page<ActionView>>('GET', inEnvironment(environment, 'runs', run, 'actions'), {
    query: { parent: group.parent, iteration: group.iteration.join(','), limit: 500 },
    signal,
  })
  return { ...page, value: page.value.filter((action) => isDirectlyInside(action, group)) }
}

export function actionsQuery(environment: string, run: string, group: ActionGroup, live: boolean) {
  return queryOptions({
    queryKey: [...runKeys.one(environment, run), 'actions', group],
    queryFn: ({ signal }) => fetchActions(environment, run, group, signal),
    refetchInterval: live ? LIVE_INTERVAL : false,
  })
}

export function cancelRun(environment: string, run: string): Promise<unknown> {
  return call('POST', inEnvironment(environment, 'runs', run, 'cancel'))
}

export function resubmitRun(environment: string, run: string): Promise<{ run: string }> {
  return call('POST', inEnvironment(environment, 'runs', run, 'resubmit'))
}
