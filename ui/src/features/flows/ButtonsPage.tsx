import { Button } from '@fluentui/react-components'
import { PlayRegular } from '@fluentui/react-icons/svg/play'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { runFlow, startableQuery } from '@/api/flows'
import { runQuery } from '@/api/runs'
import type { EnvironmentView, StartableFlow } from '@/api/types'
import { Notice } from '@/ui/Notice'
import { Page } from '@/ui/Page'
import { PageState, QueryState } from '@/ui/PageState'
import { StartForm } from '@/ui/StartForm'
import { Status } from '@/ui/Status'
import { startFields } from '@/util/startForm'
import { connectorLabel, list } from '@/util/text'
import { urls } from '@/util/urls'
import { useEnvironment } from '@/util/useEnvironment'
import { ConnectDialog } from './ConnectDialog'
import styles from './flows.module.css'

/** The flows that the caller may start, and nothing else about them. */
export function ButtonsPage() {
  const environment = useEnvironment()
  const query = useQuery(startableQuery(environment.name))
  return (
    <Page
      title="My buttons"
      environment={environment}
      intro="The flows that you may start. Each uses the connections that its owners chose, so you need none of your own unless it asks."
    >
      <QueryState query={query} what="your buttons">
        {({ value }) =>
          value.length === 0 ? (
            <PageState icon={PlayRegular} title="No buttons yet">
              <p>When an owner shares a flow with you as a run-only user, it appears here.</p>
            </PageState>
          ) : (
            <div className={styles.buttons}>
              {value.map((flow) => (
                <StartCard key={flow.id} environment={environment} flow={flow} />
              ))}
            </div>
          )
        }
      </QueryState>
    </Page>
  )
}

function StartCard({ environment, flow }: { environment: EnvironmentView; flow: StartableFlow }) {
  const [asking, setAsking] = useState(false)
  const fields = startFields(flow.inputs)
  const missing = [...new Set(flow.missingConnections.map(({ connector }) => connector))]
  const starting = useMutation({
    mutationFn: (inputs: Record<string, unknown>) => runFlow(environment.name, flow.id, inputs),
    onSuccess: () => setAsking(false),
  })
  return (
    <article className={styles.button} aria-label={flow.name}>
      <h2>{flow.name}</h2>
      <p>{flow.trigger.summary}</p>
      {asking ? (
        <div style={{ width: '100%' }}>
          <StartForm
            fields={fields}
            busy={starting.isPending}
            error={starting.error}
            submit={(inputs) => starting.mutate(inputs)}
            cancel={() => setAsking(false)}
          />
        </div>
      ) : missing.length > 0 ? (
        <Connect environment={environment} connectors={missing} />
      ) : (
        <Button
          appearance="primary"
          icon={<PlayRegular />}
          onClick={() => setAsking(true)}
          aria-label={`Run ${flow.name}`}
        >
          Run
        </Button>
      )}
      {starting.data?.run && !asking && <Started environment={environment} run={starting.data.run} />}
    </article>
  )
}

/** What the caller has to connect before the flow can be started. */
function Connect({
  environment,
  connectors,
}: {
  environment: EnvironmentView
  connectors: readonly string[]
}) {
  const [connecting, setConnecting] = useState<string>()
  return (
    <Notice tone="quiet" title={`Connect ${list(connectors.map(connectorLabel))} first`}>
      <p>The flow acts as you, through a connection of your own. You are asked for it once.</p>
      <div className={styles.connect}>
        {connectors.map((connector) => (
          <Button key={connector} appearance="primary" onClick={() => setConnecting(connector)}>
            Connect {connectorLabel(connector)}
          </Button>
        ))}
      </div>
      {connecting && (
        <ConnectDialog
          environment={environment}
          connector={connecting}
          close={() => setConnecting(undefined)}
        />
      )}
    </Notice>
  )
}

/** How the run goes. A run-only user may not look inside it, so a refusal only hides the status. */
function Started({ environment, run }: { environment: EnvironmentView; run: string }) {
  const query = useQuery(runQuery(environment.name, run))
  return (
    <Notice tone="ok" title="Started">
      <div className={styles.started}>
        {query.data ? (
          <>
            <Status status={query.data.status} />
            <Link {...urls.run(environment.name, run)}>See what it does</Link>
          </>
        ) : (
          <span>
            Its owners see how it goes. Run <code>{run}</code>
          </span>
        )}
      </div>
    </Notice>
  )
}
