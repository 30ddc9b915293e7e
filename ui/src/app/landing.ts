import type { EnvironmentView, Me } from '@/api/types'
import { preferences } from '@/util/storage'

const LAST_ENVIRONMENT = 'environment'

export function rememberEnvironment(name: string): void {
  preferences.write(LAST_ENVIRONMENT, name)
}

/** The environment to open first: the last one used in this browser, else the first that the caller has a role in. */
export function landingEnvironment(me: Me): EnvironmentView | undefined {
  const last = preferences.read(LAST_ENVIRONMENT)
  return (
    me.environments.find(({ name }) => name === last) ??
    me.environments.find(({ role }) => role !== undefined) ??
    me.environments[0]
  )
}
