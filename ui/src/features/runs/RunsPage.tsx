import { Button } from '@fluentui/react-components'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { flowsQuery } from '@/api/flows'
import { runsQuery } from '@/api/runs'
import { CliCommand } from '@/ui/CliCommand'
import { DataTable } from '@/ui/DataTable'
import { ChoiceFilter } from '@/ui/Filters'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { Status } from '@/ui/Status'
import { cli } from '@/util/cli'
import { isRunFinal, RUN_STATUSES, statusLabel } from '@/util/runStatus'
import { count } from '@/util/text'
import { urls } from '@/util/urls'
import { useEnvironment } from '@/util/useEnvironment'
import { runColumns } from './runColumns'
import styles from './runs.module.css'

const STATUSES = RUN_STATUSES.map((status) => [status, statusLabel(status)] as const)

export function RunsPage() {
  const environment = useEnvironment()
  const filter = useSearch({ from: '/signed-in/e/$env/runs' })
  const navigate = useNavigate()
  const query = useInfiniteQuery(runsQuery(environment.name, filter))
  const flows = useQuery(flowsQuery(environment.name))
  const setFilter = (change: typeof filter) =>
    void navigate({ ...urls.runs(environment.name, { ...filter, ...change }), replace: true })
  const options = (flows.data?.value ?? []).map(({ id, name }) => [id, name] as const)
  return (
    <Page
      title="Runs"
      environment={environment}
      actions={<CliCommand command={cli.runList(environment.name, filter)} />}
    >
      <QueryState query={query} what="the runs">
        {({ pages }) => {
          const runs = pages.flatMap(({ value }) => value)
          const live = runs.filter(({ status }) => !isRunFinal(status)).length
          return (
            <DataTable
              label="Runs"
              columns={runColumns(environment.name)}
              rows={runs}
              rowKey={({ id }) => id}
              paged={{ more: query.hasNextPage }}
              filters={
                <>
                  <ChoiceFilter
                    label="Flow"
                    all="All flows"
                    value={filter.flow}
                    options={withCurrent(options, filter.flow)}
                    onChange={(flow) => setFilter({ flow })}
                  />
                  <ChoiceFilter
                    label="Status"
                    all="Every status"
                    value={filter.status}
                    options={STATUSES}
                    onChange={(status) => setFilter({ status })}
                  />
                  {live > 0 && (
                    <span className={styles.live}>
                      <Status status="Running" iconOnly /> {count(live, 'run')} under way or waiting,
                      refreshing
                    </span>
                  )}
                </>
              }
              empty={
                filter.flow || filter.status
                  ? 'No run matches the filter.'
                  : `Nothing has run in ${environment.displayName} yet. A run appears here as soon as a trigger starts one.`
              }
              foot={
                query.hasNextPage && (
                  <Button
                    size="small"
                    onClick={() => void query.fetchNextPage()}
                    disabledFocusable={query.isFetchingNextPage}
                  >
                    {query.isFetchingNextPage ? 'Loading…' : 'Load older runs'}
                  </Button>
                )
              }
            />
          )
        }}
      </QueryState>
    </Page>
  )
}

type Option = readonly [string, string]

/** Keeps a flow that a link names choosable while its name is not known, or when the caller may not list it. */
function withCurrent(options: readonly Option[], flow: string | undefined): readonly Option[] {
  return flow === undefined || options.some(([id]) => id === flow) ? options : [...options, [flow, flow]]
}
