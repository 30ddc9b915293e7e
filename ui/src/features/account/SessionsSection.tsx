import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { endSession, mySessionsQuery } from '@/api/account'
import { ErrorNotice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { SessionTable } from '@/ui/SessionTable'

export function SessionsSection() {
  const sessions = useQuery(mySessionsQuery)
  const queryClient = useQueryClient()
  const ending = useMutation({
    mutationFn: endSession,
    onSettled: () => queryClient.invalidateQueries(mySessionsQuery),
  })
  return (
    <Section title="Sessions">
      <ErrorNotice error={ending.error} />
      <QueryState query={sessions} what="your sessions">
        {({ value }) => (
          <SessionTable
            sessions={value}
            empty="You are signed in nowhere."
            end={(session) => ending.mutate(session)}
          />
        )}
      </QueryState>
    </Section>
  )
}
