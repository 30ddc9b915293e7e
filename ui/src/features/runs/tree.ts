import type { ActionView } from '@/api/types'
import { formatPlace, groupOf, parsePlace, type Step, withoutIteration } from '@/util/place'

/** What is known of the actions inside one container. */
export type Group =
  | { kind: 'loading' }
  | { kind: 'failed'; error: Error }
  | { kind: 'loaded'; actions: readonly ActionView[] }

/** Which containers are open, and the iteration that each loop shows. Keys are places without iteration. */
export type TreeView = { open: ReadonlySet<string>; iterations: ReadonlyMap<string, number> }

export type Row =
  | { kind: 'action'; place: string; level: number; action: ActionView; container: boolean; open: boolean }
  | { kind: 'pager'; place: string; level: number; action: ActionView; index: number }
  | { kind: 'loading'; place: string; level: number }
  | { kind: 'failed'; place: string; level: number; error: Error }

export function isLoop(action: ActionView): boolean {
  return (action.iterations ?? 0) > 0 || /^(foreach|until)$/i.test(action.type)
}

export function isContainer(action: ActionView): boolean {
  return isLoop(action) ? (action.iterations ?? 0) > 0 : (action.children ?? 0) > 0
}

/** The iteration a loop shows when nobody chose one: the first that failed, else the first. */
export function firstIteration(action: ActionView): number {
  return action.failedIterations?.[0] ?? 0
}

function inside(place: string, action: ActionView, view: TreeView): string {
  if (!isLoop(action)) return place
  const steps = parsePlace(place)
  const last = steps.pop()
  if (!last) return place
  const index = view.iterations.get(place) ?? firstIteration(action)
  return formatPlace([...steps, { name: last.name, index }])
}

/** The rows to show, in order, from the groups known so far. `groups` is keyed by the place of the container. */
export function rowsOf(groups: ReadonlyMap<string, Group>, view: TreeView): Row[] {
  return groupRows('', [], groups, view)
}

function groupRows(
  container: string,
  steps: readonly Step[],
  groups: ReadonlyMap<string, Group>,
  view: TreeView,
): Row[] {
  const level = steps.length + 1
  const group = groups.get(container)
  if (group === undefined || group.kind === 'loading') return [{ kind: 'loading', place: container, level }]
  if (group.kind === 'failed') return [{ kind: 'failed', place: container, level, error: group.error }]
  return group.actions.flatMap((action): Row[] => {
    const place = formatPlace([...steps, { name: action.name }])
    const container = isContainer(action)
    const open = container && view.open.has(openKey(place))
    const row: Row = { kind: 'action', place, level, action, container, open }
    if (!open) return [row]
    const content = inside(place, action, view)
    const index = parsePlace(content).at(-1)?.index
    const pager: Row[] =
      isLoop(action) && index !== undefined ? [{ kind: 'pager', place, level: level + 1, action, index }] : []
    return [row, ...pager, ...groupRows(content, parsePlace(content), groups, view)]
  })
}

/** A container stays open whichever iteration of the loops around it is shown. */
export function openKey(place: string): string {
  return formatPlace(parsePlace(place).map(({ name }) => ({ name })))
}

/** The containers whose actions are needed for a view: the top, and every open one that is visible. */
export function neededGroups(groups: ReadonlyMap<string, Group>, view: TreeView): string[] {
  const needed = ['']
  for (const row of rowsOf(groups, view)) {
    if (row.kind === 'action' && row.open) needed.push(inside(row.place, row.action, view))
  }
  return needed
}

/** Opens what must be open to see a place, and turns the loops around it to its iterations. */
export function reveal(view: TreeView, place: string): TreeView {
  const steps = parsePlace(place)
  const open = new Set(view.open)
  const iterations = new Map(view.iterations)
  steps.slice(0, -1).forEach((step, position) => {
    const around = formatPlace(steps.slice(0, position + 1))
    open.add(openKey(around))
    if (step.index !== undefined) iterations.set(withoutIteration(around), step.index)
  })
  return { open, iterations }
}

/** Finds the first action that failed, as deep as failures go: inside scopes and the first failed iteration. */
export async function findFailure(
  fetchGroup: (group: ReturnType<typeof groupOf>) => Promise<readonly ActionView[]>,
): Promise<string | undefined> {
  let steps: Step[] = []
  let found: string | undefined
  // Definitions nest at most eight deep; the bound also ends the search on an answer that contains itself.
  for (let depth = 0; depth < 16; depth++) {
    const failed = (await fetchGroup(groupOf(steps))).find(
      ({ status }) => status === 'Failed' || status === 'TimedOut',
    )
    if (!failed) return found
    found = formatPlace([...steps, { name: failed.name }])
    if (!isContainer(failed)) return found
    steps = [
      ...steps,
      isLoop(failed) ? { name: failed.name, index: firstIteration(failed) } : { name: failed.name },
    ]
  }
  return found
}
