import { Tab, TabList } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { flowQuery } from '@/api/flows'
import type { EnvironmentView, FlowDetail } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { JsonView } from '@/ui/JsonView'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { cli } from '@/util/cli'
import { type FlowTab, urls } from '@/util/urls'
import { useEnvironment } from '@/util/useEnvironment'
import { FlowActions } from './FlowActions'
import { FlowDrawing } from './FlowDrawing'
import { FlowFirings } from './FlowFirings'
import { FlowOverview } from './FlowOverview'
import { FlowState } from './FlowState'
import { FlowVersions } from './FlowVersions'
import styles from './flows.module.css'
import { IdentitiesTable } from './IdentitiesTable'

const TABS: readonly (readonly [FlowTab, string])[] = [
  ['overview', 'Overview'],
  ['flow', 'Flow'],
  ['identities', 'Identities'],
  ['firings', 'Firings'],
  ['versions', 'Versions'],
  ['definition', 'Definition'],
]

export function FlowPage() {
  const environment = useEnvironment()
  const { flow } = useParams({ from: '/signed-in/e/$env/flows/$flow' })
  const query = useQuery(flowQuery(environment.name, flow))
  return (
    <QueryState query={query} what="this flow">
      {(detail) => <Loaded environment={environment} flow={detail} />}
    </QueryState>
  )
}

function Loaded({ environment, flow }: { environment: EnvironmentView; flow: FlowDetail }) {
  const { tab = 'overview' } = useSearch({ from: '/signed-in/e/$env/flows/$flow' })
  const navigate = useNavigate()
  return (
    <Page
      title={flow.name}
      environment={environment}
      fill={tab === 'flow'}
      crumb={<Link {...urls.flows(environment.name)}>Flows</Link>}
      beside={<FlowState flow={flow} />}
      actions={
        <>
          <CliCommand
            command={(tab === 'firings' ? cli.runFirings : cli.flowShow)(environment.name, flow.id)}
          />
          <FlowActions environment={environment} flow={flow} />
        </>
      }
    >
      <TabList
        size="small"
        selectedValue={tab}
        onTabSelect={(_, { value }) =>
          void navigate({ ...urls.flow(environment.name, flow.id, value as FlowTab), replace: true })
        }
      >
        {TABS.map(([value, label]) => (
          <Tab key={value} value={value} id={`tab-${value}`}>
            {label}
          </Tab>
        ))}
      </TabList>
      <div role="tabpanel" aria-labelledby={`tab-${tab}`} className={styles.content}>
        <TabContent tab={tab} environment={environment} flow={flow} />
      </div>
    </Page>
  )
}

type ContentProps = { tab: FlowTab; environment: EnvironmentView; flow: FlowDetail }

function TabContent({ tab, environment, flow }: ContentProps) {
  switch (tab) {
    case 'flow':
      return <FlowDrawing environment={environment} flow={flow} />
    case 'identities':
      return <IdentitiesTable flow={flow} />
    case 'firings':
      return <FlowFirings environment={environment} flow={flow} />
    case 'versions':
      return <FlowVersions environment={environment} flow={flow} />
    case 'definition':
      return <JsonView value={flow.definition} label="Definition" />
    default:
      return <FlowOverview environment={environment} flow={flow} />
  }
}
