import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { promotionQuery } from '@/api/pipelines'
import type { Promotion, PromotionState } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { EnvironmentPill } from '@/ui/EnvironmentPill'
import { Notice } from '@/ui/Notice'
import { Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { Prose } from '@/ui/Prose'
import { PlanView } from '@/ui/plan/PlanView'
import { Badge } from '@/ui/Status'
import { Steps } from '@/ui/Steps'
import { cli } from '@/util/cli'
import { sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import { LiveResult } from './LiveResult'
import { PromotionActions } from './PromotionActions'
import { promotionSteps, STATE_TONES } from './promotionSteps'
import { ReplaySection } from './ReplaySection'
import { ReviewSection } from './ReviewSection'
import { SettingsSection } from './SettingsSection'

/** Something can still become of it, so that it can be planned with other settings. */
const UNDECIDED = new Set<PromotionState>(['waiting', 'approved', 'stale', 'failed'])

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
  const me = useMe()
  const environment = me.environments.find((one) => one.name === name)
  const isMine = promotion.requestedBy.id === me.principal.id
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
      <Steps steps={promotionSteps(promotion)} />
      {promotion.problem && (
        <Notice
          tone="warn"
          title={state === 'failed' ? 'It could not be applied' : 'It has to be planned anew'}
        >
          <Prose text={promotion.problem} />
        </Notice>
      )}
      {isApplied && <LiveResult promotion={promotion} />}
      <ReviewSection promotion={promotion} />
      <ReplaySection key={promotion.planDigest} promotion={promotion} open={UNDECIDED.has(state)} />
      {UNDECIDED.has(state) && isMine && environment && (
        <SettingsSection promotion={promotion} environment={environment} />
      )}
      <Section title={isApplied ? 'What it did' : 'What it would do'}>
        <PlanView plan={promotion.plan} environment={name} applied={isApplied} />
      </Section>
    </Page>
  )
}
