import { Button } from '@fluentui/react-components'
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download'
import type { DeploymentPlan } from '@/api/types'
import { CheckTable } from '@/ui/plan/PlanTables'
import { download } from '@/util/download'
import styles from '../solutions.module.css'
import { type Remedy, remedyOf } from './importSteps'
import type { Importing } from './useImport'

const REMEDY_LABELS: Record<Remedy, string> = {
  source: 'Choose other files',
  target: 'Choose another way',
  bind: 'Bind connections',
  variables: 'Set variables',
}

type Props = { importing: Importing; plan: DeploymentPlan }

/** What the server looked at before anything changes, with a way to mend what does not pass. */
export function ChecksStep({ importing: { setStep }, plan }: Props) {
  const open = plan.checks.filter(({ outcome }) => outcome !== 'pass')
  const remedies = [...new Set(open.map(({ code }) => remedyOf(code)))].filter((step) => step !== undefined)
  return (
    <>
      <CheckTable checks={plan.checks} />
      <div className={styles.line}>
        {remedies.map((step) => (
          <Button key={step} size="small" onClick={() => setStep(step)}>
            {REMEDY_LABELS[step]}
          </Button>
        ))}
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
