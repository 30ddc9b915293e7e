import type { DeploymentPlan, EnvironmentView } from '@/api/types'
import { ReplayForm } from '@/ui/replay/ReplayForm'
import { ReplayView } from '@/ui/replay/ReplayView'
import styles from '../solutions.module.css'
import type { Importing } from './useImport'

type Props = { environment: EnvironmentView; importing: Importing; plan: DeploymentPlan }

/** What runs that have been here would have done with the flows of the package, for whoever wants to know before. */
export function ReplayStep({ environment, importing: { replaying, replay }, plan }: Props) {
  return (
    <>
      <p className={styles.sentence}>
        Runs that have ended in {environment.displayName} can be played again with the flows of the package,
        with the connections and values chosen here. Each call gets the answer that was recorded, so nothing
        changes and nobody is called. It can be skipped.
      </p>
      <ReplayForm flows={plan.flows} busy={replaying.isPending} error={replaying.error} replay={replay} />
      {replaying.data && <ReplayView environment={environment.name} report={replaying.data} />}
    </>
  )
}
