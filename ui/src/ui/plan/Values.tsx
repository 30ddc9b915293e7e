import { Field, Input, Select, Textarea } from '@fluentui/react-components'
import { useState } from 'react'
import type { DeploymentPlan, PlannedVariable } from '@/api/types'
import { chosenValue, type DeploymentSettings, withValue } from '@/util/deploymentSettings'
import { sentenceCase } from '@/util/text'
import { variableProblem } from '@/util/variableProblem'
import styles from './plan.module.css'

type Props = {
  plan: DeploymentPlan
  settings: DeploymentSettings
  choose: (settings: DeploymentSettings) => void
}

/** For each variable of the package the value that it is to have here. */
export function Values({ plan, settings, choose }: Props) {
  if (plan.variables.length === 0)
    return <p className={styles.none}>The package has no environment variable.</p>
  return (
    <>
      <p className={styles.none}>What you leave empty stays as it is here, or is the default.</p>
      <ul className={styles.choices}>
        {plan.variables.map((variable) => (
          <li key={variable.schemaName}>
            <VariableField
              variable={variable}
              chosen={chosenValue(settings, variable.schemaName)}
              choose={(value) => choose(withValue(settings, variable.schemaName, value))}
            />
          </li>
        ))}
      </ul>
    </>
  )
}

type FieldProps = {
  variable: PlannedVariable
  chosen: string | undefined
  choose: (value: string | undefined) => void
}

/** A value that is taken when the field is left, if it fits the type. */
function VariableField({ variable, chosen = '', choose }: FieldProps) {
  const { schemaName, displayName, type } = variable
  const [text, setText] = useState(chosen)
  const problem = text === '' ? undefined : variableProblem(type, text)
  const take = (value: string) => {
    if (value !== chosen && (value === '' || !variableProblem(type, value))) choose(value || undefined)
  }
  const typed = {
    value: text,
    onChange: (_: unknown, { value }: { value: string }) => setText(value),
    onBlur: () => take(text),
  }
  return (
    <Field
      label={displayName || schemaName}
      hint={`${schemaName}, ${sentenceCase(type).toLowerCase()}. ${inForce(variable)}`}
      validationState={problem ? 'error' : variable.source === 'missing' ? 'warning' : 'none'}
      validationMessage={problem ?? (variable.source === 'missing' ? 'It has no value yet.' : undefined)}
    >
      {type === 'boolean' ? (
        <Select
          value={text.toLowerCase()}
          onChange={(_, { value }) => {
            setText(value)
            take(value)
          }}
        >
          <option value="">As it is</option>
          <option value="yes">Yes</option>
          <option value="no">No</option>
        </Select>
      ) : type === 'json' ? (
        <Textarea {...typed} className="mono" />
      ) : (
        <Input {...typed} inputMode={type === 'number' ? 'decimal' : undefined} />
      )}
    </Field>
  )
}

const SOURCES: Record<PlannedVariable['source'], string> = {
  settings: 'chosen here',
  environment: 'set in this environment',
  package: 'from the package',
  default: 'the default',
  missing: '',
}

/** Which value it will have, and where that comes from. */
function inForce({ type, value, source }: PlannedVariable): string {
  if (source === 'missing') return type === 'secret' ? 'Name where the secret is kept.' : ''
  return `It will be ${value === undefined ? 'a secret' : `“${value}”`}, ${SOURCES[source]}.`
}
