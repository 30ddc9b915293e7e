import { Tab, TabList } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { solutionQuery } from '@/api/solutions'
import type { EnvironmentView, SolutionDetail } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { Facts, Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { cli } from '@/util/cli'
import { fileSize } from '@/util/text'
import { type SolutionTab, urls } from '@/util/urls'
import { useEnvironment } from '@/util/useEnvironment'
import { Compare } from './Compare'
import { ReleaseTimeline } from './ReleaseTimeline'
import { SolutionActions } from './SolutionActions'
import { SolutionContent } from './SolutionContent'
import styles from './solutions.module.css'

const TABS: readonly (readonly [SolutionTab, string])[] = [
  ['content', 'Content'],
  ['releases', 'Releases'],
  ['compare', 'Compare'],
]

export function SolutionPage() {
  const environment = useEnvironment()
  const { solution } = useParams({ from: '/signed-in/e/$env/solutions/$solution' })
  const query = useQuery(solutionQuery(environment.name, solution))
  return (
    <QueryState query={query} what="this solution">
      {(detail) => <Loaded environment={environment} solution={detail} />}
    </QueryState>
  )
}

type Props = { environment: EnvironmentView; solution: SolutionDetail }

function Loaded({ environment, solution }: Props) {
  const { tab = 'content' } = useSearch({ from: '/signed-in/e/$env/solutions/$solution' })
  const navigate = useNavigate()
  const { uniqueName, displayName, version, managed, staged } = solution
  return (
    <Page
      title={displayName || uniqueName}
      environment={environment}
      crumb={<Link {...urls.solutions(environment.name)}>Solutions</Link>}
      beside={
        <>
          <span>{version}</span>
          <Badge tone={managed ? 'busy' : 'quiet'}>{managed ? 'Managed' : 'Unmanaged'}</Badge>
          {staged && <Badge tone="warn">an upgrade is staged</Badge>}
        </>
      }
      actions={
        <>
          <CliCommand
            command={(tab === 'releases' ? cli.solutionReleases : cli.solutionShow)(
              environment.name,
              uniqueName,
            )}
          />
          <SolutionActions environment={environment} solution={solution} />
        </>
      }
    >
      <SolutionFacts solution={solution} />
      <TabList
        size="small"
        selectedValue={tab}
        onTabSelect={(_, { value }) =>
          void navigate({
            ...urls.solution(environment.name, uniqueName, value as SolutionTab),
            replace: true,
          })
        }
      >
        {TABS.map(([value, label]) => (
          <Tab key={value} value={value} id={`tab-${value}`}>
            {label}
          </Tab>
        ))}
      </TabList>
      <div role="tabpanel" aria-labelledby={`tab-${tab}`} className={styles.stack}>
        <TabContent tab={tab} environment={environment} solution={solution} />
      </div>
    </Page>
  )
}

function SolutionFacts({ solution }: { solution: SolutionDetail }) {
  const { uniqueName, publisher, installedAt, installedBy, package: zip } = solution
  return (
    <Facts
      facts={[
        ['Name in files', <code key="name">{uniqueName}</code>],
        ['Publisher', publisher],
        [
          'Installed',
          installedAt && (
            <>
              <Time at={installedAt} /> {installedBy && <PrincipalChip principal={installedBy} />}
            </>
          ),
        ],
        [
          'Package',
          zip && (
            <>
              {fileSize(zip.size)} <code>{zip.digest}</code>
            </>
          ),
        ],
      ]}
    />
  )
}

function TabContent({ tab, environment, solution }: Props & { tab: SolutionTab }) {
  switch (tab) {
    case 'releases':
      return (
        <Section title="Releases" flush>
          <ReleaseTimeline environment={environment} solution={solution.uniqueName} />
        </Section>
      )
    case 'compare':
      return (
        <Section title="What differs">
          <Compare environment={environment} solution={solution.uniqueName} />
        </Section>
      )
    default:
      return <SolutionContent environment={environment} solution={solution} />
  }
}
