import { QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from '@/api/error'
import { meQuery } from '@/api/session'

/** `onSignedOut` runs when any answer says that the session has ended. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (error instanceof ApiError && error.status === 401 && query.queryKey[0] !== meQuery.queryKey[0])
          onSignedOut()
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      },
    },
  })
}
