import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { runQuery } from '@/api/runs'
import type { EnvironmentView, RunDetail } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { Status } from '@/ui/Status'
import { cli } from '@/util/cli'
import { urls } from '@/util/urls'
import { useEnvironment } from '@/util/useEnvironment'
import { RunActions } from './RunActions'
import { RunHeader } from './RunHeader'
import { RunViewer } from './RunViewer'

export function RunPage() {
  const environment = useEnvironment()
  const { run } = useParams({ from: '/signed-in/e/$env/runs/$run' })
  const query = useQuery(runQuery(environment.name, run))
  return (
    <QueryState query={query} what="this run">
      {(detail) => <Loaded environment={environment} run={detail} />}
    </QueryState>
  )
}

function Loaded({ environment, run }: { environment: EnvironmentView; run: RunDetail }) {
  return (
    <Page
      title={run.flow.name}
      environment={environment}
      fill
      crumb={
        <>
          <Link {...urls.runs(environment.name)}>Runs</Link> /{' '}
          <Link {...urls.flow(environment.name, run.flow.id)}>{run.flow.name}</Link> / run
        </>
      }
      beside={<Status status={run.status} />}
      actions={
        <>
          <CliCommand command={cli.runShow(environment.name, run.id)} />
          <RunActions environment={environment} run={run} />
        </>
      }
    >
      <RunHeader environment={environment} run={run} />
      <RunViewer key={run.id} environment={environment} run={run} />
    </Page>
  )
}
