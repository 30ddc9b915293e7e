import { Link } from '@tanstack/react-router'
import type { EnvironmentView, ReleaseView } from '@/api/types'
import { PlanView } from '@/ui/plan/PlanView'
import { urls } from '@/util/urls'
import { RollBackLast } from '../RollBack'
import styles from '../solutions.module.css'

type Props = { environment: EnvironmentView; release: ReleaseView }

/** What was done, and how to take it back. */
export function DoneStep({ environment, release }: Props) {
  return (
    <>
      <div className={styles.line}>
        <strong>
          {release.displayName} {release.version} is in {environment.displayName}.
        </strong>
        <Link {...urls.solution(environment.name, release.solution)}>The solution</Link>
        <Link {...urls.flows(environment.name)}>The flows</Link>
        <RollBackLast environment={environment} solution={release.solution} />
      </div>
      {release.plan && <PlanView plan={release.plan} environment={environment.name} applied />}
    </>
  )
}
