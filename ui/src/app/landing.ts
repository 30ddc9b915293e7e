import type { EnvironmentView, Me } from '@/api/types'
import { recents } from './places'

/** The environment to open first: the last one used in this browser, else the first that the caller has a role in. */
export function landingEnvironment(me: Me): EnvironmentView | undefined {
  const [last] = recents.read()
  return (
    me.environments.find(({ name }) => name === last) ??
    me.environments.find(({ role }) => role !== undefined) ??
    me.environments[0]
  )
}
