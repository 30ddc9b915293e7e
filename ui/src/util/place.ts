import type { ActionGroup } from '@/api/runs'

/** One step on the way to an action: a container, with the iteration for a loop, or the action itself. */
export type Step = { name: string; index?: number }

/** The step that stands for the trigger. No action can have this name. */
export const TRIGGER_PLACE = '$trigger'

/** A place in a run as the address bar writes it: `Scope/Apply_to_each[3]/Create_row`, iterations counted from 0. */
export function formatPlace(steps: readonly Step[]): string {
  return steps
    .map(({ name, index }) => {
      const escaped = name.replace(/[%/[\]]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
      return index === undefined ? escaped : `${escaped}[${index}]`
    })
    .join('/')
}

export function parsePlace(place: string): Step[] {
  if (place === '') return []
  return place.split('/').map((text) => {
    const match = /^(.*)\[(\d+)\]$/.exec(text)
    const name = (match?.[1] ?? text).replace(/%([0-9a-f]{2})/g, (_, code) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    return match ? { name, index: Number(match[2]) } : { name }
  })
}

/** Which actions the server lists for the inside of a container. The top of the run is the empty place. */
export function groupOf(steps: readonly Step[]): ActionGroup {
  const parent = steps.at(-1)?.name
  const iteration = steps.flatMap(({ index }) => (index === undefined ? [] : index))
  return { parent, iteration }
}

/** The places of the containers around a place, outermost first: what must be open to see it. */
export function containersAround(place: string): string[] {
  const steps = parsePlace(place)
  return steps.slice(0, -1).map((_, index) => formatPlace(steps.slice(0, index + 1)))
}

/** Whether a place lies inside a container, at whichever of its iterations. */
export function isInside(place: string, container: string): boolean {
  return place.startsWith(`${container}/`) || place.startsWith(`${container}[`)
}

/** The same place in another iteration of a loop around it. */
export function atIteration(place: string, loop: string, index: number): string {
  return place.startsWith(`${loop}[`)
    ? `${loop}[${index}]${place.slice(place.indexOf(']', loop.length) + 1)}`
    : place
}

/** A container's place without its iteration: loops keep one chosen iteration each. */
export function withoutIteration(place: string): string {
  return place.replace(/\[\d+\]$/, '')
}
