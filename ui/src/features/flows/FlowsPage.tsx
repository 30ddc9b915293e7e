import { ShareRegular } from '@fluentui/react-icons/svg/share'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { flowsQuery } from '@/api/flows'
import type { EnvironmentView, FlowView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { CliCommand } from '@/ui/CliCommand'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { ChoiceFilter, matches, SearchFilter } from '@/ui/Filters'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { Prose } from '@/ui/Prose'
import { Status } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { flowCan } from '@/util/can'
import { cli } from '@/util/cli'
import { connectorLabel, list } from '@/util/text'
import { urls } from '@/util/urls'
import { useEnvironment } from '@/util/useEnvironment'
import { FlowState } from './FlowState'
import styles from './flows.module.css'
import { ShareDialog } from './sharing/ShareDialog'

const STATES = [
  ['on', 'On'],
  ['off', 'Off'],
] as const

export function FlowsPage() {
  const environment = useEnvironment()
  const query = useQuery(flowsQuery(environment.name))
  return (
    <Page
      title="Flows"
      environment={environment}
      actions={<CliCommand command={cli.flowList(environment.name)} />}
    >
      <QueryState query={query} what="the flows">
        {(page) => <FlowTable environment={environment} flows={page.value} />}
      </QueryState>
    </Page>
  )
}

function FlowTable({ environment, flows }: { environment: EnvironmentView; flows: readonly FlowView[] }) {
  const [search, setSearch] = useState('')
  const [state, setState] = useState<FlowView['state']>()
  const [sharing, setSharing] = useState<FlowView>()
  const rows = flows.filter(
    (flow) =>
      (state === undefined || flow.state === state) &&
      matches(search, flow.name, flow.trigger.summary, flow.primaryOwner.displayName, ...flow.connectors),
  )
  return (
    <>
      <DataTable
        label="Flows"
        columns={columns(environment.name, setSharing)}
        rows={rows}
        rowKey={({ id }) => id}
        filters={
          <>
            <SearchFilter label="Find a flow, owner or connector" value={search} onChange={setSearch} />
            <ChoiceFilter label="State" all="On and off" value={state} options={STATES} onChange={setState} />
          </>
        }
        empty={
          flows.length === 0
            ? `No flow in ${environment.displayName} yet that you own or may see. Import a solution, or ask an owner to share one.`
            : 'No flow matches the filter.'
        }
      />
      {sharing && (
        <ShareDialog environment={environment} flow={sharing} close={() => setSharing(undefined)} />
      )}
    </>
  )
}

function columns(env: string, share: (flow: FlowView) => void): Column<FlowView>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      fixed: true,
      value: ({ name }) => name,
      cell: (flow) => (
        <Link {...urls.flow(env, flow.id)} data-row-link className={styles.name}>
          {flow.name}
        </Link>
      ),
    },
    {
      id: 'share',
      header: 'Share',
      fixed: true,
      tight: true,
      value: () => undefined,
      cell: (flow) => (
        <ActionButton
          size="small"
          appearance="subtle"
          icon={<ShareRegular />}
          can={flowCan.share(flow)}
          aria-label={`Share ${flow.name}`}
          onClick={() => share(flow)}
        />
      ),
    },
    {
      id: 'state',
      header: 'State',
      tight: true,
      value: ({ state }) => state,
      cell: (flow) => <FlowState flow={flow} />,
    },
    {
      id: 'trigger',
      header: 'Trigger',
      value: ({ trigger }) => trigger.summary,
      cell: ({ trigger }) => (
        <span title={`${trigger.name} (${trigger.type})`}>
          <Prose text={trigger.summary} />
        </span>
      ),
    },
    {
      id: 'owners',
      header: 'Owners',
      value: ({ primaryOwner }) => primaryOwner.displayName,
      cell: (flow) => (
        <span className={styles.owners}>
          <PrincipalChip principal={flow.primaryOwner} />
          {flow.owners > 1 ? (
            <span className={styles.more} title={`${flow.owners} owners in all`}>
              +{flow.owners - 1}
            </span>
          ) : (
            <span
              className={styles.single}
              title="One owner: if this principal leaves, nobody can repair the flow"
            >
              only owner
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'connectors',
      header: 'Connectors',
      value: ({ connectors }) => list(connectors.map(connectorLabel), 9),
      cell: ({ connectors }) =>
        connectors.length === 0 ? (
          <span className={styles.quiet}>none</span>
        ) : (
          list(connectors.map(connectorLabel), 3)
        ),
    },
    {
      id: 'lastRun',
      header: 'Last run',
      value: ({ lastRun }) => lastRun?.startedAt,
      cell: ({ lastRun }) =>
        lastRun ? (
          <Link {...urls.run(env, lastRun.id)} className={styles.lastRun}>
            <Status status={lastRun.status} /> <Time at={lastRun.startedAt} />
          </Link>
        ) : (
          <span className={styles.quiet}>never</span>
        ),
    },
    {
      id: 'version',
      header: 'Version',
      align: 'end',
      tight: true,
      hidden: true,
      value: ({ publishedVersion }) => publishedVersion,
      cell: ({ publishedVersion }) => publishedVersion,
    },
    {
      id: 'modified',
      header: 'Modified',
      hidden: true,
      value: ({ modifiedAt }) => modifiedAt,
      cell: ({ modifiedAt }) => <Time at={modifiedAt} />,
    },
  ]
}
