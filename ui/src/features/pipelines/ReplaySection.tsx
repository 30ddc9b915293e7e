import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { pipelineKeys, pipelineQuery, replayPromotion } from '@/api/pipelines'
import type { Promotion, RunsToReplay } from '@/api/types'
import { Section } from '@/ui/Page'
import { PrincipalChip } from '@/ui/Principal'
import { ReplayForm } from '@/ui/replay/ReplayForm'
import { ReplayView } from '@/ui/replay/ReplayView'
import { Time } from '@/ui/Time'
import { count } from '@/util/text'
import styles from './pipelines.module.css'

type Props = {
  promotion: Promotion
  /** Whether something can still become of it. */
  open: boolean
}

/** What recorded runs would have done with the package, and who asked; while it is open, whoever may can ask again. */
export function ReplaySection({ promotion, open }: Props) {
  const { id, environment, environmentDisplayName: where, plan, replay: kept } = promotion
  const queryClient = useQueryClient()
  const stage = useQuery(pipelineQuery(promotion.pipeline)).data?.stages.find(
    (one) => one.environment === environment,
  )
  const replaying = useMutation({
    mutationFn: (runs: RunsToReplay) => replayPromotion(id, runs),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: pipelineKeys.promotions }),
  })
  // The answer has what was in the runs, too, for whoever asked.
  const report = replaying.data ?? kept
  if (!open && !report) return null
  return (
    <Section title="Replay">
      <div className={styles.fields}>
        {open && (
          <>
            <p className={styles.sentence}>
              Runs that have ended in {where} can be played again with the flows of the package. Nothing
              changes, and nobody is called.{' '}
              {stage &&
                stage.replay > 0 &&
                `${where} asks for the latest ${count(stage.replay, 'run')} before it is approved.`}
            </p>
            <ReplayForm
              key={stage?.replay}
              flows={plan.flows}
              latest={stage?.replay || undefined}
              busy={replaying.isPending}
              error={replaying.error}
              replay={(runs) => replaying.mutate(runs)}
            />
          </>
        )}
        {kept && (
          <span className={styles.line}>
            Replayed by <PrincipalChip principal={kept.by} /> <Time at={kept.at} />
          </span>
        )}
        {report && <ReplayView environment={environment} report={report} />}
      </div>
    </Section>
  )
}
