import { Button } from '@fluentui/react-components'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { flowsAtRiskQuery, type RiskFilter } from '@/api/continuity'
import { principalsQuery } from '@/api/principals'
import { DataTable } from '@/ui/DataTable'
import { ChoiceFilter } from '@/ui/Filters'
import { QueryState } from '@/ui/PageState'
import { AddCoOwnerDialog, type Addition } from './AddCoOwnerDialog'
import { atRiskColumns } from './atRiskColumns'

type Props = { filter: RiskFilter; show: (change: RiskFilter) => void }

/** The flows at risk, the worst first, with what to do about each. */
export function AtRisk({ filter, show }: Props) {
  const query = useInfiniteQuery(flowsAtRiskQuery(filter))
  const people = useQuery(principalsQuery())
  const [adding, setAdding] = useState<Addition>()
  const options = (people.data?.value ?? [])
    .filter(({ kind }) => kind !== 'group')
    .map(({ id, displayName }) => [id, displayName] as const)
  return (
    <QueryState query={query} what="the flows at risk">
      {({ pages }) => (
        <>
          <DataTable
            label="Flows at risk"
            one="flow at risk"
            title="At risk"
            columns={atRiskColumns(setAdding)}
            rows={pages.flatMap(({ value }) => value)}
            rowKey={({ environment, flow }) => `${environment.name} ${flow.id}`}
            paged={{ more: query.hasNextPage }}
            filters={
              <ChoiceFilter
                label="Depends on"
                all="Depends on anybody"
                value={filter.principal}
                options={options}
                onChange={(principal) => show({ principal })}
              />
            }
            empty={filter.reason || filter.principal ? 'No flow matches the filter.' : 'No flow is at risk.'}
            foot={
              query.hasNextPage && (
                <Button
                  size="small"
                  onClick={() => void query.fetchNextPage()}
                  disabledFocusable={query.isFetchingNextPage}
                >
                  {query.isFetchingNextPage ? 'Loading…' : 'Load more'}
                </Button>
              )
            }
          />
          {adding && <AddCoOwnerDialog {...adding} close={() => setAdding(undefined)} />}
        </>
      )}
    </QueryState>
  )
}
