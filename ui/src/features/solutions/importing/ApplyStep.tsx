import { Button, Field, Input, Spinner } from '@fluentui/react-components'
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download'
import { asApiError } from '@/api/error'
import type { DeploymentPlan, EnvironmentView } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { ErrorNotice, Notice } from '@/ui/Notice'
import { Facts } from '@/ui/Page'
import { planLines, planTitle } from '@/ui/plan/planSummary'
import { cli } from '@/util/cli'
import { writeSettings } from '@/util/deploymentSettings'
import { download } from '@/util/download'
import { ended, fileSize, sentenceCase } from '@/util/text'
import styles from '../solutions.module.css'
import { settingsFileName } from './importSteps'
import type { Importing } from './useImport'

type Props = {
  environment: EnvironmentView
  importing: Importing
  plan: DeploymentPlan
  note: string
  setNote: (note: string) => void
}

/** What was agreed, once more, and the same for the command line. */
export function ApplyStep({ environment, importing, plan, note, setNote }: Props) {
  const { draft, applying, replan } = importing
  const file = settingsFileName(environment.name, plan.solution)
  return (
    <>
      <Notice tone={plan.canApply ? 'busy' : 'warn'} title={planTitle(plan)}>
        {planLines(plan).map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Notice>
      <Facts
        facts={[
          ['Environment', environment.displayName],
          ['Package', `${draft.package?.name}, ${fileSize(plan.package.size)}`],
          ['Its digest', <code key="digest">{plan.package.digest}</code>],
          ['Way', sentenceCase(plan.mode)],
        ]}
      />
      <Field label="Note" hint="Why it is brought in; it is kept with the release.">
        <Input value={note} onChange={(_, { value }) => setNote(value)} />
      </Field>
      <div className={styles.line}>
        <Button
          size="small"
          icon={<ArrowDownloadRegular />}
          onClick={() => download(file, 'application/json', writeSettings(draft.settings))}
        >
          Download the settings file
        </Button>
        <CliCommand
          command={cli.solutionApply(environment.name, draft.package?.name ?? '', {
            settings: file,
            mode: plan.mode,
            expect: plan.digest,
          })}
        />
      </div>
      {applying.isPending && (
        <div role="status">
          <Spinner
            size="small"
            labelPosition="after"
            label={`Importing into ${ended(environment.displayName)} It is one step: all of it is done, or nothing.`}
          />
        </div>
      )}
      <ErrorNotice error={applying.error} />
      {applying.error && asApiError(applying.error).status === 409 && (
        <div>
          <Button onClick={() => replan(draft, 'changes')}>Plan again and look at it</Button>
        </div>
      )}
    </>
  )
}
