import { Button, Field } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { importSolution, type PackageFiles } from '@/api/solutions'
import type { EnvironmentView, ImportReport } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { ErrorNotice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { cli } from '@/util/cli'
import { ImportReportView } from './ImportReportView'
import styles from './solutions.module.css'

type Props = { environment: EnvironmentView; close: () => void }

/** Where an import stands: files chosen, checked, or done. */
type Stage =
  | { kind: 'choosing' }
  | { kind: 'checked'; files: PackageFiles; report: ImportReport }
  | { kind: 'done'; report: ImportReport }

/** Imports a package in two steps: a check that changes nothing, then the import itself. */
export function ImportPanel({ environment, close }: Props) {
  const queryClient = useQueryClient()
  const [stage, setStage] = useState<Stage>({ kind: 'choosing' })
  const [zip, setZip] = useState<File>()
  const [settings, setSettings] = useState<File>()
  const checking = useMutation({
    mutationFn: (files: PackageFiles) => importSolution(environment.name, files, true),
    onSuccess: (report, files) => setStage({ kind: 'checked', files, report }),
  })
  const importing = useMutation({
    mutationFn: (files: PackageFiles) => importSolution(environment.name, files, false),
    onSuccess: async (report) => {
      setStage({ kind: 'done', report })
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
    },
  })
  const busy = checking.isPending || importing.isPending
  return (
    <Section
      title={`Import a solution into ${environment.displayName}`}
      actions={
        <span className={styles.line}>
          {zip && <CliCommand command={cli.solutionImport(environment.name, zip.name, settings?.name)} />}
          <Button size="small" onClick={close}>
            {stage.kind === 'done' ? 'Close' : 'Cancel'}
          </Button>
        </span>
      }
    >
      <div className={styles.stack}>
        {stage.kind === 'choosing' && (
          <form
            className={styles.stack}
            onSubmit={(event) => {
              event.preventDefault()
              if (zip) checking.mutate({ package: zip, settings })
            }}
          >
            <div className={styles.files}>
              <Field label="Package" required hint="The .zip that Power Automate or Steward exported.">
                {(props) => (
                  <input
                    {...props}
                    type="file"
                    accept=".zip"
                    onChange={(event) => setZip(event.target.files?.[0])}
                  />
                )}
              </Field>
              <Field
                label="Settings file"
                hint="Deployment settings: connections for references, values for variables."
              >
                {(props) => (
                  <input
                    {...props}
                    type="file"
                    accept=".json,application/json"
                    onChange={(event) => setSettings(event.target.files?.[0])}
                  />
                )}
              </Field>
            </div>
            <ErrorNotice error={checking.error} />
            <div>
              <Button type="submit" appearance="primary" disabledFocusable={!zip || busy}>
                {checking.isPending ? 'Checking…' : 'Check'}
              </Button>
              <span className={styles.after}>The check changes nothing.</span>
            </div>
          </form>
        )}
        {stage.kind !== 'choosing' && (
          <ImportReportView environment={environment} report={stage.report}>
            {stage.kind === 'checked' && (
              <>
                <ErrorNotice error={importing.error} />
                <div className={styles.line}>
                  <Button
                    appearance="primary"
                    disabledFocusable={busy}
                    onClick={() => importing.mutate(stage.files)}
                  >
                    {importing.isPending ? 'Importing…' : `Import into ${environment.displayName}`}
                  </Button>
                  <Button disabledFocusable={busy} onClick={() => setStage({ kind: 'choosing' })}>
                    Choose other files
                  </Button>
                </div>
              </>
            )}
          </ImportReportView>
        )}
      </div>
    </Section>
  )
}
