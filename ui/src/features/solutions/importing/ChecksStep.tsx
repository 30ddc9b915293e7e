import { Button } from '@fluentui/react-components'
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download'
import type { DeploymentPlan, EnvironmentView } from '@/api/types'
import { CheckTable } from '@/ui/plan/PlanTables'
import { addedKeys } from '@/ui/plan/planSummary'
import { download } from '@/util/download'
import styles from '../solutions.module.css'
import { type Remedy, remedyOf } from './importSteps'
import type { Importing } from './useImport'

const REMEDY_LABELS: Record<Remedy, string> = {
  source: 'Choose other files',
  target: 'Choose another way',
  bind: 'Bind connections',
  variables: 'Set variables',
  owners: 'Name owners',
}

type Props = { environment: EnvironmentView; importing: Importing; plan: DeploymentPlan }

/** What the server looked at before anything changes, with a way to mend what does not pass. */
export function ChecksStep({ environment, importing: { setStep }, plan }: Props) {
  return (
    <>
      <CheckTable
        environment={environment.name}
        checks={plan.checks}
        added={addedKeys(plan)}
        remedy={({ code }) => {
          const step = remedyOf(code)
          return (
            step && (
              <Button size="small" onClick={() => setStep(step)}>
                {REMEDY_LABELS[step]}
              </Button>
            )
          )
        }}
      />
      <div className={styles.line}>
        <Button
          size="small"
          appearance="subtle"
          icon={<ArrowDownloadRegular />}
          onClick={() =>
            download(`${plan.solution}-plan.json`, 'application/json', JSON.stringify(plan, null, 2))
          }
        >
          Download the plan
        </Button>
      </div>
    </>
  )
}
