import { Button } from '@fluentui/react-components'
import { useInfiniteQuery } from '@tanstack/react-query'
import { firingsQuery } from '@/api/flows'
import type { EnvironmentView, FlowDetail } from '@/api/types'
import { DataTable } from '@/ui/DataTable'
import { QueryState } from '@/ui/PageState'
import { firingColumns } from './firingColumns'

type Props = { environment: EnvironmentView; flow: FlowDetail }

/** What came of each firing of a flow's trigger: the run that it started, or why it started none. */
export function FlowFirings({ environment, flow }: Props) {
  const isOn = flow.state === 'on'
  const query = useInfiniteQuery(firingsQuery(environment.name, flow.id, isOn))
  return (
    <QueryState query={query} what="the firings">
      {({ pages }) => (
        <DataTable
          label="Firings"
          columns={firingColumns(environment.name)}
          rows={pages.flatMap(({ value }) => value)}
          rowKey={({ name }) => name}
          paged={{ more: query.hasNextPage }}
          empty={
            isOn
              ? 'The trigger has not fired yet. Each firing appears here, with the run that it started or the reason why it started none.'
              : 'The trigger has not fired, and does not while the flow is off. Each firing appears here, with the run that it started or the reason why it started none.'
          }
          foot={
            query.hasNextPage && (
              <Button
                size="small"
                onClick={() => void query.fetchNextPage()}
                disabledFocusable={query.isFetchingNextPage}
              >
                {query.isFetchingNextPage ? 'Loading…' : 'Load older firings'}
              </Button>
            )
          }
        />
      )}
    </QueryState>
  )
}
