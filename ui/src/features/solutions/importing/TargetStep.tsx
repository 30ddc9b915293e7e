import { Field, Radio, RadioGroup, Select } from '@fluentui/react-components'
import { useNavigate } from '@tanstack/react-router'
import type { EnvironmentView, ImportMode } from '@/api/types'
import { EnvironmentPill } from '@/ui/EnvironmentPill'
import { Notice } from '@/ui/Notice'
import { environmentCan } from '@/util/can'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import styles from '../solutions.module.css'
import type { Importing } from './useImport'

const MODES: readonly (readonly [ImportMode, string, string])[] = [
  ['upgrade', 'Upgrade', 'What the installed version has and the package does not is removed.'],
  ['update', 'Update', 'Nothing is removed; what is not in the package stays as it is.'],
  ['stage', 'Stage', 'Like an update now; what is left over is removed when you finish the upgrade later.'],
]

type Props = { environment: EnvironmentView; importing: Importing }

/** Where the package goes, and what becomes of what it no longer has. */
export function TargetStep({ environment, importing: { draft, change } }: Props) {
  const me = useMe()
  const navigate = useNavigate()
  const possible = me.environments.filter((one) => one.role && !environmentCan.importSolution(one).reason)
  return (
    <>
      <Field label="Environment">
        <Select
          value={environment.name}
          onChange={(_, { value }) => void navigate(urls.importSolution(value))}
        >
          {possible.map(({ name, displayName }) => (
            <option key={name} value={name}>
              {displayName}
            </option>
          ))}
        </Select>
      </Field>
      <div className={styles.line}>
        <EnvironmentPill environment={environment} />
        {environment.protected &&
          'It is protected: it takes solutions through its pipeline, and directly only while break-glass is open.'}
      </div>
      <Field label="If the solution is already there">
        <RadioGroup value={draft.mode} onChange={(_, { value }) => change({ mode: value as ImportMode })}>
          {MODES.map(([mode, label, meaning]) => (
            <Radio
              key={mode}
              value={mode}
              label={
                <>
                  <strong>{label}</strong> {meaning}
                </>
              }
            />
          ))}
        </RadioGroup>
      </Field>
      <Notice tone="quiet">
        <p>
          The next step asks the server what would happen. Nothing changes in {environment.displayName} before
          you have seen it and said so.
        </p>
      </Notice>
    </>
  )
}
