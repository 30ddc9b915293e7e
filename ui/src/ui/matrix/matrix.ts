import type { Pipeline, SolutionView } from '@/api/types'
import { isHigher } from '@/util/version'

/** What is installed in an environment. */
export type Installed = { environment: string; solutions: readonly SolutionView[] }

export type SolutionRow = {
  uniqueName: string
  displayName: string
  /** The version by the name of the environment. */
  versions: ReadonlyMap<string, string>
  /** By the name of the environment: the pipeline whose stage would bring the version before it there. */
  promotions: ReadonlyMap<string, { pipeline: string; version: string }>
  /** Whether it is the same version everywhere. */
  same: boolean
}

/** A row for each solution that is anywhere, by name. */
export function solutionRows(installed: readonly Installed[], pipelines: readonly Pipeline[]): SolutionRow[] {
  const names = new Map(
    installed.flatMap(({ solutions }) =>
      solutions.map(({ uniqueName, displayName }) => [uniqueName, displayName || uniqueName] as const),
    ),
  )
  return [...names]
    .map(([uniqueName, displayName]) => {
      const versions = new Map(
        installed.flatMap(({ environment, solutions }) => {
          const found = solutions.find((one) => one.uniqueName === uniqueName)
          return found ? [[environment, found.version] as const] : []
        }),
      )
      const different = new Set(versions.values())
      return {
        uniqueName,
        displayName,
        versions,
        promotions: promotionsOf(versions, pipelines),
        same: versions.size === installed.length && different.size === 1,
      }
    })
    .sort((left, right) => left.displayName.localeCompare(right.displayName))
}

/** Where a pipeline would bring a higher version than is there: from each stage to the next. */
function promotionsOf(
  versions: SolutionRow['versions'],
  pipelines: readonly Pipeline[],
): SolutionRow['promotions'] {
  const found = new Map<string, { pipeline: string; version: string }>()
  for (const { name, source, stages, mayRequest } of pipelines) {
    if (!mayRequest) continue
    let before = versions.get(source)
    for (const { environment } of stages) {
      const there = versions.get(environment)
      if (before !== undefined && (there === undefined || isHigher(before, there)) && !found.has(environment))
        found.set(environment, { pipeline: name, version: before })
      before = there
    }
  }
  return found
}
