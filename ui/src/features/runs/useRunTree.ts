import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { actionsQuery, fetchActions, runKeys } from '@/api/runs'
import type { RunDetail } from '@/api/types'
import { groupOf, parsePlace } from '@/util/place'
import { isRunFinal } from '@/util/runStatus'
import {
  findFailure,
  type Group,
  neededGroups,
  openKey,
  type Row,
  reveal,
  rowsOf,
  type TreeView,
} from './tree'

const NOTHING_OPEN: TreeView = { open: new Set(), iterations: new Map() }

export type RunTree = {
  rows: Row[]
  /** The first action that failed, once it is known; undefined while looking and when nothing failed. */
  failure: string | undefined
  /** Still looking for what failed. */
  looking: boolean
  toggle: (place: string) => void
  /** Opens containers, whose places are given without iterations. */
  unfold: (places: readonly string[]) => void
  showIteration: (loop: string, index: number) => void
}

/** The actions of a run as a tree that loads what is open, and shows `place` whatever is closed. */
export function useRunTree(environment: string, run: RunDetail, place: string | undefined): RunTree {
  const [view, setView] = useState(NOTHING_OPEN)
  const live = !isRunFinal(run.status)
  const { failure, looking } = useFailure(environment, run)
  const shownPlace = place ?? failure
  const [revealed, setRevealed] = useState<string>()
  if (shownPlace !== undefined && shownPlace !== revealed) {
    setRevealed(shownPlace)
    setView(reveal(view, shownPlace))
  }

  // Which groups are needed depends on the groups that are there, so the wanted ones grow as answers arrive.
  const [wanted, setWanted] = useState<readonly string[]>([''])
  const results = useQueries({
    queries: wanted.map((container) =>
      actionsQuery(environment, run.id, groupOf(parsePlace(container)), live),
    ),
  })
  const groups = new Map(wanted.map((container, index) => [container, asGroup(results[index])]))
  const needed = neededGroups(groups, view)
  if (needed.join('\n') !== wanted.join('\n')) setWanted(needed)

  const actions = useMemo(
    () => ({
      toggle: (target: string) =>
        setView((before) => withOpen(before, target, !before.open.has(openKey(target)))),
      unfold: (places: readonly string[]) =>
        setView((before) => ({ ...before, open: new Set([...before.open, ...places]) })),
      showIteration: (loop: string, index: number) =>
        setView((before) => ({ ...before, iterations: new Map(before.iterations).set(loop, index) })),
    }),
    [],
  )
  return { rows: rowsOf(groups, view), failure, looking, ...actions }
}

function withOpen(view: TreeView, place: string, isOpen: boolean): TreeView {
  const open = new Set(view.open)
  if (isOpen) open.add(openKey(place))
  else open.delete(openKey(place))
  return { ...view, open }
}

type Result =
  | { data?: { value: Extract<Group, { kind: 'loaded' }>['actions'] }; error: Error | null }
  | undefined

function asGroup(result: Result): Group {
  if (result?.data) return { kind: 'loaded', actions: result.data.value }
  return result?.error ? { kind: 'failed', error: result.error } : { kind: 'loading' }
}

/** Looks for what made the run fail, so that the page opens on it. */
function useFailure(environment: string, run: RunDetail): Pick<RunTree, 'failure' | 'looking'> {
  const query = useQuery({
    queryKey: [...runKeys.one(environment, run.id), 'failure', run.status],
    queryFn: async ({ signal }) => {
      const place = await findFailure(
        async (group) => (await fetchActions(environment, run.id, group, signal)).value,
      )
      return place ?? null
    },
    enabled: run.status === 'Failed' || run.status === 'TimedOut',
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { failure: query.data ?? undefined, looking: query.isLoading }
}
