import { useQueryClient } from '@tanstack/react-query'
import { meQuery } from '@/api/session'

/** What to do once break-glass or a difference is settled: all of the environment may be different, and `me` tells of it, too. */
export function useSettled(environment: string, close: () => void): () => Promise<void> {
  const queryClient = useQueryClient()
  return async () => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ['environment', environment] }),
      queryClient.invalidateQueries(meQuery),
    ])
    close()
  }
}
