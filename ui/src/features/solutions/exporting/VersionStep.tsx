import { Button, Field, Input, Radio, RadioGroup } from '@fluentui/react-components'
import { useState } from 'react'
import type { ExportHow } from '@/api/solutions'
import type { ExportPreview } from '@/api/types'
import { Prose } from '@/ui/Prose'
import { isVersion } from '../solutionForm'
import styles from '../solutions.module.css'

type Props = {
  how: Required<ExportHow>
  setHow: (how: ExportHow) => void
  preview: ExportPreview
}

/** Which version the package has, and whether what it brings may be changed where it goes. */
export function VersionStep({ how, setHow, preview: { version, suggestedVersion, why } }: Props) {
  const [text, setText] = useState(how.version)
  const take = (next: string) => {
    setText(next)
    if (isVersion(next)) setHow({ ...how, version: next })
  }
  return (
    <>
      <Field
        label="Version of the package"
        hint={`It is ${version} now.`}
        validationState={isVersion(text) ? 'none' : 'error'}
        validationMessage={
          isVersion(text) ? undefined : 'The version is two to four numbers with dots between them.'
        }
      >
        <Input
          className={styles.short}
          value={text}
          onChange={(_, { value }) => setText(value)}
          onBlur={() => take(text)}
        />
      </Field>
      <div className={styles.line}>
        <span>
          Suggested: <strong>{suggestedVersion}</strong>
        </span>
        {text !== suggestedVersion && (
          <Button size="small" onClick={() => take(suggestedVersion)}>
            Take it
          </Button>
        )}
      </div>
      {why.length > 0 && (
        <ul className={styles.plain} aria-label="Why this version">
          {why.map((sentence) => (
            <li key={sentence}>
              <Prose text={sentence} />
            </li>
          ))}
        </ul>
      )}
      <Field label="Kind">
        <RadioGroup
          value={how.managed ? 'managed' : 'unmanaged'}
          onChange={(_, { value }) => setHow({ ...how, managed: value === 'managed' })}
        >
          <Radio
            value="managed"
            label={
              <>
                <strong>Managed</strong> For test and production: what it brings is not changed there, and is
                removed with it.
              </>
            }
          />
          <Radio
            value="unmanaged"
            label={
              <>
                <strong>Unmanaged</strong> For another place where somebody goes on working on it.
              </>
            }
          />
        </RadioGroup>
      </Field>
    </>
  )
}
