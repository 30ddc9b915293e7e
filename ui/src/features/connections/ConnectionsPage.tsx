import { Button } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons/svg/add'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { connectionsQuery } from '@/api/connections'
import type { ConnectionView, EnvironmentView } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { DataTable } from '@/ui/DataTable'
import { ChoiceFilter, matches, SearchFilter } from '@/ui/Filters'
import { NewConnectionDialog } from '@/ui/NewConnectionDialog'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { cli } from '@/util/cli'
import { connectorLabel } from '@/util/text'
import { urls } from '@/util/urls'
import { useEnvironment } from '@/util/useEnvironment'
import { HEALTH_LABELS } from './ConnectionHealth'
import { connectionColumns } from './connectionColumns'

const HEALTH = Object.entries(HEALTH_LABELS) as [ConnectionView['health'], string][]

export function ConnectionsPage() {
  const environment = useEnvironment()
  const query = useQuery(connectionsQuery(environment.name))
  const navigate = useNavigate()
  const [adding, setAdding] = useState(false)
  return (
    <Page
      title="Connections"
      environment={environment}
      intro="A connection is the credentials of one principal for one connector. Actions that use it act as that principal, and stop when the principal is disabled."
      actions={
        <>
          <CliCommand command={cli.connectionList(environment.name)} />
          <Button appearance="primary" icon={<AddRegular />} onClick={() => setAdding(true)}>
            New connection
          </Button>
        </>
      }
    >
      <QueryState query={query} what="the connections">
        {(page) => <ConnectionTable environment={environment} connections={page.value} />}
      </QueryState>
      {adding && (
        <NewConnectionDialog
          environment={environment}
          created={({ id }) => void navigate(urls.connection(environment.name, id))}
          close={() => setAdding(false)}
        />
      )}
    </Page>
  )
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort()
}

const WORTH_A_LOOK = [
  ['personalInProtected', 'Personal in a protected environment'],
  ['usedByNobody', 'Used by no flow'],
  ['unused', 'Unused for 90 days'],
] as const

type TableProps = { environment: EnvironmentView; connections: readonly ConnectionView[] }

function ConnectionTable({ environment, connections }: TableProps) {
  const [search, setSearch] = useState('')
  const [health, setHealth] = useState<ConnectionView['health']>()
  const [connector, setConnector] = useState<string>()
  const [kind, setKind] = useState<ConnectionView['kind']>()
  const [warning, setWarning] = useState<(typeof WORTH_A_LOOK)[number][0]>()
  const connectors = distinct(connections.map((connection) => connection.connector))
  const rows = connections.filter(
    (connection) =>
      (health === undefined || connection.health === health) &&
      (connector === undefined || connection.connector === connector) &&
      (kind === undefined || connection.kind === kind) &&
      (warning === undefined || connection.warnings.some(({ code }) => code === warning)) &&
      matches(search, connection.displayName, connection.owner.displayName, connection.owner.name),
  )
  return (
    <DataTable
      label="Connections"
      columns={connectionColumns(environment.name)}
      rows={rows}
      rowKey={({ id }) => id}
      filters={
        <>
          <SearchFilter label="Find a connection or owner" value={search} onChange={setSearch} />
          <ChoiceFilter
            label="Connector"
            all="All connectors"
            value={connector}
            options={connectors.map((name) => [name, connectorLabel(name)] as const)}
            onChange={setConnector}
          />
          <ChoiceFilter
            label="Health"
            all="Any health"
            value={health}
            options={HEALTH}
            onChange={setHealth}
          />
          <ChoiceFilter
            label="Kind"
            all="Any kind"
            value={kind}
            options={[
              ['personal', 'Personal'],
              ['team', 'Team'],
              ['serviceAccount', 'Service account'],
            ]}
            onChange={setKind}
          />
          <ChoiceFilter
            label="Worth a look"
            all="All of them"
            value={warning}
            options={WORTH_A_LOOK}
            onChange={setWarning}
          />
        </>
      }
      empty={
        connections.length === 0
          ? `No connection in ${environment.displayName} that you may see. Make one, then bind it to the references that flows use.`
          : 'No connection matches the filter.'
      }
    />
  )
}
