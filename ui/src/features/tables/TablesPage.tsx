import { TableCopyRegular } from '@fluentui/react-icons/svg/table-copy'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { tablesQuery } from '@/api/tables'
import type { EnvironmentView, TableView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { CliCommand } from '@/ui/CliCommand'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { matches, SearchFilter } from '@/ui/Filters'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { environmentCan } from '@/util/can'
import { cli } from '@/util/cli'
import { urls } from '@/util/urls'
import { useEnvironment } from '@/util/useEnvironment'
import { CopyDialog } from './CopyDialog'
import { OWNERSHIP } from './words'

const columns = (environment: string): Column<TableView>[] => [
  {
    id: 'name',
    header: 'Name',
    fixed: true,
    value: ({ displayName, logicalName }) => displayName || logicalName,
    cell: ({ displayName, logicalName }) => (
      <Link {...urls.table(environment, logicalName)} data-row-link>
        {displayName || logicalName}
      </Link>
    ),
  },
  {
    id: 'logicalName',
    header: 'Name in flows',
    value: ({ logicalName }) => logicalName,
    cell: ({ logicalName }) => <code>{logicalName}</code>,
  },
  {
    id: 'entitySet',
    header: 'Name in the Web API',
    value: ({ entitySet }) => entitySet,
    cell: ({ entitySet }) => <code>{entitySet}</code>,
  },
  {
    id: 'ownership',
    header: 'Who owns its rows',
    value: ({ ownership }) => OWNERSHIP[ownership],
    cell: ({ ownership }) => OWNERSHIP[ownership],
  },
  {
    id: 'columns',
    header: 'Columns',
    align: 'end',
    value: ({ columns: number }) => number,
    cell: ({ columns: number }) => number,
  },
]

/** The tables of an environment, without their rows. */
export function TablesPage() {
  const environment = useEnvironment()
  const query = useQuery(tablesQuery(environment.name))
  const [isCopying, setCopying] = useState(false)
  return (
    <Page
      title="Tables"
      environment={environment}
      intro="What flows read and write as rows. Everybody in the environment may know the tables; security roles say who sees which rows. A new table is made in the solution that brings it."
      actions={
        <>
          <CliCommand command={cli.tableList(environment.name)} />
          <ActionButton
            icon={<TableCopyRegular />}
            can={environmentCan.copyTables(environment)}
            onClick={() => setCopying(true)}
          >
            Copy from elsewhere
          </ActionButton>
        </>
      }
    >
      <QueryState query={query} what="the tables">
        {({ value }) => <Tables environment={environment} tables={value} />}
      </QueryState>
      {isCopying && <CopyDialog environment={environment} close={() => setCopying(false)} />}
    </Page>
  )
}

function Tables({ environment, tables }: { environment: EnvironmentView; tables: readonly TableView[] }) {
  const [search, setSearch] = useState('')
  const found = tables.filter(({ displayName, logicalName, entitySet }) =>
    matches(search, displayName, logicalName, entitySet),
  )
  return (
    <DataTable
      label="Tables"
      columns={columns(environment.name)}
      rows={found}
      rowKey={({ logicalName }) => logicalName}
      filters={<SearchFilter label="Find a table" value={search} onChange={setSearch} />}
      empty={
        tables.length === 0
          ? `No table in ${environment.displayName} yet. Make one in a solution, or import a solution that brings some.`
          : 'No table matches.'
      }
    />
  )
}
