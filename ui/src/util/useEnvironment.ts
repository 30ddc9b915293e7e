import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { meQuery } from '@/api/session'
import type { EnvironmentView, Me } from '@/api/types'

/** Who is signed in. Only used inside the signed-in part, which has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}

/** The environment that the address names, and how the caller stands in it. */
export function useEnvironment(): EnvironmentView {
  const { env = '' } = useParams({ strict: false })
  const me = useMe()
  const known = me.environments.find(({ name }) => name === env)
  // The route shows a page of its own for an unknown environment, so this stand-in is never seen.
  return (
    known ?? {
      name: env,
      displayName: env,
      kind: 'dev',
      protected: false,
      policy: { reasonRequired: false },
      protection: { protected: false, signatures: 'none', signers: [] },
    }
  )
}
