import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { promotionQuery } from '@/api/pipelines'
import type { Promotion } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { EnvironmentPill } from '@/ui/EnvironmentPill'
import { Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PlanView } from '@/ui/plan/PlanView'
import { Badge } from '@/ui/Status'
import { cli } from '@/util/cli'
import { sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import { LiveResult } from './LiveResult'
import { PromotionActions } from './PromotionActions'
import styles from './pipelines.module.css'
import { promotionSteps, STATE_TONES } from './promotionSteps'
import { ReviewSection } from './ReviewSection'
import { SettingsSection } from './SettingsSection'

export function PromotionPage() {
  const { promotion } = useParams({ from: '/signed-in/promotions/$promotion' })
  // Others approve and apply while it is looked at.
  const query = useQuery({ ...promotionQuery(promotion), refetchInterval: 15_000 })
  return (
    <QueryState query={query} what="this promotion">
      {(found) => <Loaded promotion={found} />}
    </QueryState>
  )
}

function Loaded({ promotion }: { promotion: Promotion }) {
  const { pipeline, state, environment: name, environmentDisplayName, displayName, version } = promotion
  const environment = useMe().environments.find((one) => one.name === name)
  const isApplied = state === 'applied'
  return (
    <Page
      title={`${displayName} ${version} to ${environmentDisplayName}`}
      environment={environment}
      crumb={
        <>
          <Link {...urls.pipelines()}>Pipelines</Link> / <Link {...urls.pipeline(pipeline)}>{pipeline}</Link>
        </>
      }
      beside={
        <>
          {environment && <EnvironmentPill environment={environment} />}
          <Badge tone={STATE_TONES[state]}>{sentenceCase(state)}</Badge>
        </>
      }
      actions={
        <>
          <CliCommand command={cli.promotionShow(promotion.id)} />
          <PromotionActions promotion={promotion} />
        </>
      }
    >
      <ol className={styles.steps} aria-label="Steps">
        {promotionSteps(promotion).map((step) => (
          <li key={step.name}>
            <span className={styles.stepHead}>
              <strong>{step.name}</strong>
              <Badge tone={step.tone}>{step.state}</Badge>
            </span>
            <span>{step.sentence}</span>
          </li>
        ))}
      </ol>
      {isApplied && <LiveResult promotion={promotion} />}
      <ReviewSection promotion={promotion} />
      {state === 'waiting' && environment && (
        <SettingsSection promotion={promotion} environment={environment} />
      )}
      <Section title={isApplied ? 'What it did' : 'What it would do'}>
        <PlanView plan={promotion.plan} environment={name} applied={isApplied} />
      </Section>
    </Page>
  )
}
