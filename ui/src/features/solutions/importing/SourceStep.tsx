import { Field } from '@fluentui/react-components'
import { useState } from 'react'
import { Notice } from '@/ui/Notice'
import { NO_SETTINGS, readSettings } from '@/util/deploymentSettings'
import { fileSize } from '@/util/text'
import styles from '../solutions.module.css'
import type { Importing } from './useImport'

/** Which files: the package, and what came with it. */
export function SourceStep({ importing: { draft, change } }: { importing: Importing }) {
  const [problem, setProblem] = useState<string>()
  const takeSettings = async (file: File | undefined) => {
    setProblem(undefined)
    if (!file) {
      change({ settings: NO_SETTINGS, settingsFile: undefined })
      return
    }
    try {
      change({ settings: readSettings(await file.text()), settingsFile: file.name })
    } catch (error) {
      change({ settings: NO_SETTINGS, settingsFile: undefined })
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <>
      <div className={styles.files}>
        <FileField
          label="Package"
          required
          hint="The .zip that Power Automate or Steward exported."
          accept=".zip"
          onFile={(file) => change({ package: file })}
          chosen={draft.package && `${draft.package.name}, ${fileSize(draft.package.size)}`}
        />
        <FileField
          label="Settings file"
          hint="Deployment settings: connections for references, values for variables. Without one, you choose them here."
          accept=".json,application/json"
          onFile={(file) => void takeSettings(file)}
          chosen={draft.settingsFile}
        />
        <FileField
          label="Signature"
          hint="The .steward.json that came with the package, where there is one."
          accept=".json,application/json"
          onFile={(file) => change({ envelope: file })}
          chosen={draft.envelope?.name}
        />
      </div>
      {problem && (
        <Notice tone="bad" title="The settings file cannot be used">
          <p>{problem}</p>
        </Notice>
      )}
    </>
  )
}

type FileProps = {
  label: string
  hint: string
  accept: string
  required?: boolean
  chosen?: string
  onFile: (file: File | undefined) => void
}

/** A file to choose. When the step is opened again the browser's control is empty, so what was chosen before is told. */
function FileField({ label, hint, accept, required, chosen, onFile }: FileProps) {
  const [before] = useState(chosen)
  return (
    <Field label={label} required={required} hint={hint}>
      {(props) => (
        <>
          <input
            {...props}
            type="file"
            accept={accept}
            onChange={(event) => onFile(event.target.files?.[0])}
          />
          {chosen && chosen === before && <p className={styles.chosen}>Chosen: {chosen}</p>}
        </>
      )}
    </Field>
  )
}
