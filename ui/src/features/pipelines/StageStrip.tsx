import { ArrowRightRegular } from '@fluentui/react-icons/svg/arrow-right'
import { Link } from '@tanstack/react-router'
import type { Pipeline, Stage } from '@/api/types'
import { EnvironmentPill } from '@/ui/EnvironmentPill'
import { PrincipalChip, PrincipalChips } from '@/ui/Principal'
import { count } from '@/util/text'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import styles from './pipelines.module.css'

/** The stages of a pipeline from left to right, and what each asks for. */
export function StageStrip({ pipeline }: { pipeline: Pipeline }) {
  const source = useMe().environments.find(({ name }) => name === pipeline.source)
  return (
    <ol className={styles.strip} aria-label={`Stages of ${pipeline.name}`}>
      <li className={styles.stage}>
        <StageHead
          name={pipeline.source}
          displayName={source?.displayName ?? pipeline.source}
          environment={source}
        />
        <span className={styles.quiet}>Solutions are made here.</span>
      </li>
      {pipeline.stages.map((stage) => (
        <li key={stage.environment} className={styles.stage}>
          <ArrowRightRegular aria-hidden className={styles.arrow} />
          <StageHead name={stage.environment} displayName={stage.displayName} environment={stage} />
          <span className={styles.line}>
            {stageWords(stage)}
            {stage.approvals > 0 && (
              <PrincipalChips principals={stage.approvers} nobody="nobody may approve yet" most={3} />
            )}
          </span>
          {stage.replay > 0 && <span>{count(stage.replay, 'run')} are replayed before it is approved.</span>}
          {stage.deployer && (
            <span className={styles.line}>
              With the rights of <PrincipalChip principal={stage.deployer} />
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}

type HeadProps = {
  name: string
  displayName: string
  environment: Pick<Stage, 'kind' | 'protected'> | undefined
}

function StageHead({ name, displayName, environment }: HeadProps) {
  return (
    <span className={styles.line}>
      <Link {...urls.overview(name)}>
        <strong>{displayName}</strong>
      </Link>
      {environment && <EnvironmentPill environment={environment} />}
    </span>
  )
}

function stageWords({ approvals }: Stage): string {
  return approvals === 0 ? 'Nobody has to approve.' : `${count(approvals, 'approval')} by`
}
