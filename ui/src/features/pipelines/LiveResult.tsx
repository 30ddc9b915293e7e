import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { flowsQuery } from '@/api/flows'
import { pipelineQuery } from '@/api/pipelines'
import type { FlowView, Promotion } from '@/api/types'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { PlainTable } from '@/ui/PlainTable'
import { Badge } from '@/ui/Status'
import { pipelineCan } from '@/util/can'
import { urls } from '@/util/urls'
import styles from './pipelines.module.css'

/** How it stands in the environment now: whether each flow is on as it was planned, and where it goes next. */
export function LiveResult({ promotion }: { promotion: Promotion }) {
  const { environment, environmentDisplayName, displayName, version, plan, next } = promotion
  const flows = useQuery(flowsQuery(environment))
  const pipeline = useQuery(pipelineQuery(promotion.pipeline))
  const mayGoOn = pipeline.data && !pipelineCan.request(pipeline.data).reason
  return (
    <Section title="In the environment now">
      <Notice tone="ok" title={`${displayName} ${version} is in ${environmentDisplayName}`}>
        <span className={styles.line}>
          <Link {...urls.solution(environment, promotion.solution)}>Open the solution there</Link>
          {next && mayGoOn && (
            <Link {...urls.pipeline(promotion.pipeline, { solution: promotion.solution, to: next })}>
              Promote it on to {next}
            </Link>
          )}
        </span>
      </Notice>
      {plan.flows.length > 0 && (
        <PlainTable label="Flows now" head={['Flow', 'Planned', 'Now', 'Runs']}>
          {plan.flows.map(({ id, name, on }) => (
            <tr key={id}>
              <td>
                <Link {...urls.flow(environment, id)}>{name}</Link>
              </td>
              <td>{on ? 'On' : 'Off'}</td>
              <td>
                <Now flow={flows.data?.value.find((flow) => flow.id === id)} planned={on} />
              </td>
              <td>
                <Link {...urls.runs(environment, { flow: id })}>Runs of {name}</Link>
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
    </Section>
  )
}

function Now({ flow, planned }: { flow: FlowView | undefined; planned: boolean }) {
  if (!flow) return <span className={styles.quiet}>not visible to you</span>
  const isOn = flow.state === 'on'
  return <Badge tone={isOn ? 'ok' : planned ? 'warn' : 'quiet'}>{isOn ? 'On' : 'Off'}</Badge>
}
