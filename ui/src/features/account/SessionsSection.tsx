import { Button } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { endSession, mySessionsQuery } from '@/api/account'
import type { SessionView } from '@/api/types'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { ErrorNotice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { Time } from '@/ui/Time'
import { browserName } from './browserName'

export function SessionsSection() {
  const sessions = useQuery(mySessionsQuery)
  const queryClient = useQueryClient()
  const ending = useMutation({
    mutationFn: endSession,
    onSettled: () => queryClient.invalidateQueries(mySessionsQuery),
  })
  const columns: Column<SessionView>[] = [
    {
      id: 'browser',
      header: 'Browser',
      fixed: true,
      value: ({ browser }) => browserName(browser),
      cell: ({ browser, current }) => (
        <span title={browser}>
          {browserName(browser)}
          {current && ' (this one)'}
        </span>
      ),
    },
    { id: 'how', header: 'Signed in with', value: ({ how }) => how, cell: ({ how }) => how },
    {
      id: 'created',
      header: 'Signed in',
      value: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
    { id: 'used', header: 'Used', value: ({ usedAt }) => usedAt, cell: ({ usedAt }) => <Time at={usedAt} /> },
    {
      id: 'end',
      header: 'End it',
      tight: true,
      fixed: true,
      value: () => undefined,
      cell: ({ id, browser, current }) =>
        current ? null : (
          <Button size="small" onClick={() => ending.mutate(id)} aria-label={`End ${browserName(browser)}`}>
            End
          </Button>
        ),
    },
  ]
  return (
    <Section title="Sessions" flush>
      <ErrorNotice error={ending.error} />
      <QueryState query={sessions} what="your sessions">
        {({ value }) => (
          <DataTable
            label="Sessions"
            columns={columns}
            rows={value}
            rowKey={({ id }) => id}
            empty="You are signed in nowhere."
          />
        )}
      </QueryState>
    </Section>
  )
}
