import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { tableQuery } from '@/api/tables'
import type { ColumnView, TableDetail } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { Facts, Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { cli } from '@/util/cli'
import { sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import { useEnvironment } from '@/util/useEnvironment'
import { columnDetail, OWNERSHIP } from './words'

/** What a table is called and which columns it has. */
export function TablePage() {
  const environment = useEnvironment()
  const { table } = useParams({ from: '/signed-in/e/$env/tables/$table' })
  const query = useQuery(tableQuery(environment.name, table))
  return (
    <QueryState query={query} what="this table">
      {(found) => (
        <Page
          title={found.displayName || found.logicalName}
          environment={environment}
          crumb={<Link {...urls.tables(environment.name)}>Tables</Link>}
          actions={<CliCommand command={cli.tableShow(environment.name, found.logicalName)} />}
        >
          <Names table={found} />
          <DataTable
            label="Columns"
            title="Columns"
            columns={COLUMNS}
            rows={found.columns}
            rowKey={({ logicalName }) => logicalName}
            empty="It has no columns."
          />
        </Page>
      )}
    </QueryState>
  )
}

function Names({ table }: { table: TableDetail }) {
  const { logicalName, entitySet, pluralName, ownership, primaryKey, primaryName } = table
  return (
    <Section title="Table">
      <Facts
        facts={[
          ['Name of several', pluralName],
          ['Name in flows', <code key="logical">{logicalName}</code>],
          ['Name in the Web API', <code key="set">{entitySet}</code>],
          ['Who owns its rows', OWNERSHIP[ownership]],
          ['The id of a row', <code key="key">{primaryKey}</code>],
          ['What names a row', primaryName && <code key="name">{primaryName}</code>],
        ]}
      />
    </Section>
  )
}

const COLUMNS: Column<ColumnView>[] = [
  {
    id: 'name',
    header: 'Name',
    fixed: true,
    value: ({ displayName, logicalName }) => displayName || logicalName,
    cell: ({ displayName, logicalName }) => displayName || logicalName,
  },
  {
    id: 'logicalName',
    header: 'Name in flows',
    value: ({ logicalName }) => logicalName,
    cell: ({ logicalName }) => <code>{logicalName}</code>,
  },
  {
    id: 'type',
    header: 'Holds',
    value: ({ type }) => type,
    cell: ({ type }) => sentenceCase(type),
  },
  { id: 'detail', header: 'More about it', value: columnDetail, cell: columnDetail },
  {
    id: 'requirement',
    header: 'Needed',
    value: ({ requirement }) => REQUIREMENTS[requirement],
    cell: ({ requirement }) => REQUIREMENTS[requirement],
  },
]

const REQUIREMENTS: Record<ColumnView['requirement'], string> = {
  none: 'No',
  recommended: 'Recommended',
  required: 'Yes',
  system: 'By the system',
}
