import { queryOptions } from '@tanstack/react-query'
import { call, inEnvironment } from './http'
import type { ImportReport, Page, SolutionView } from './types'

export function solutionsQuery(environment: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'solutions'],
    queryFn: ({ signal }) =>
      call<Page<SolutionView>>('GET', inEnvironment(environment, 'solutions'), { signal }),
  })
}

/** Where a browser downloads a solution's package. */
export function packageAddress(environment: string, uniqueName: string): string {
  return inEnvironment(environment, 'solutions', uniqueName, 'package')
}

export type PackageFiles = { package: File; settings?: File }

/** Imports a package, or with `dryRun` only says what that would do. */
export function importSolution(
  environment: string,
  files: PackageFiles,
  dryRun: boolean,
): Promise<ImportReport> {
  const form = new FormData()
  form.set('package', files.package)
  if (files.settings) form.set('settings', files.settings)
  return call('POST', inEnvironment(environment, 'solutions'), { form, query: { dryRun } })
}
