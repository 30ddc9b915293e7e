import { Button, Checkbox, Field, Input, Select, Textarea } from '@fluentui/react-components'
import { PlayRegular } from '@fluentui/react-icons/svg/play'
import { type FormEvent, useState } from 'react'
import { type FieldValue, type FieldValues, type StartField, startInputs } from '@/util/startForm'
import { ErrorNotice } from './Notice'
import styles from './StartForm.module.css'

type Props = {
  fields: readonly StartField[]
  busy: boolean
  error: unknown
  submit: (inputs: Record<string, unknown>) => void
  cancel?: () => void
}

/** The form that a button trigger asks for, one field for each property of its input schema. */
export function StartForm({ fields, busy, error, submit, cancel }: Props) {
  const [values, setValues] = useState<FieldValues>({})
  const [problems, setProblems] = useState<Record<string, string>>({})
  const send = (event: FormEvent) => {
    event.preventDefault()
    const result = startInputs(fields, values)
    setProblems(result.problems)
    if (Object.keys(result.problems).length === 0) submit(result.inputs)
  }
  return (
    <form onSubmit={send} noValidate className={styles.form}>
      {fields.length === 0 && <p className={styles.none}>This flow asks for nothing.</p>}
      {fields.map((field) => (
        <Field
          key={field.key}
          label={field.kind === 'boolean' ? undefined : field.title}
          hint={field.description}
          required={field.required && field.kind !== 'boolean'}
          validationMessage={problems[field.key]}
          validationState={problems[field.key] ? 'error' : 'none'}
        >
          <Control
            field={field}
            value={values[field.key]}
            set={(value) => setValues((before) => ({ ...before, [field.key]: value }))}
          />
        </Field>
      ))}
      <ErrorNotice error={error} />
      <div className={styles.actions}>
        {cancel && <Button onClick={cancel}>Cancel</Button>}
        <Button type="submit" appearance="primary" icon={<PlayRegular />} disabledFocusable={busy}>
          {busy ? 'Starting…' : 'Run'}
        </Button>
      </div>
    </form>
  )
}

type ControlProps = {
  field: StartField
  value: FieldValue | undefined
  set: (value: FieldValue | undefined) => void
}

const INPUT_TYPES = { text: 'text', email: 'email', number: 'text', date: 'date' } as const

function Control({ field, value, set, ...rest }: ControlProps) {
  const text = typeof value === 'string' ? value : ''
  switch (field.kind) {
    case 'boolean':
      return (
        <Checkbox
          {...rest}
          label={field.title}
          checked={value === true}
          onChange={(_, { checked }) => set(checked === true)}
        />
      )
    case 'choice':
      return (
        <Select {...rest} value={text} onChange={(_, data) => set(data.value)}>
          <option value="">{field.required ? 'Choose…' : 'None'}</option>
          {field.choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </Select>
      )
    case 'choices': {
      const chosen = Array.isArray(value) ? value : []
      return (
        <fieldset className={styles.choices} aria-label={field.title}>
          {field.choices.map((choice) => (
            <Checkbox
              key={choice}
              label={choice}
              checked={chosen.includes(choice)}
              onChange={(_, { checked }) =>
                set(checked ? [...chosen, choice] : chosen.filter((one) => one !== choice))
              }
            />
          ))}
        </fieldset>
      )
    }
    case 'file':
      return (
        <input {...rest} type="file" onChange={(event) => void readFile(event.target.files?.[0]).then(set)} />
      )
    case 'json':
      return (
        <Textarea {...rest} value={text} rows={4} className="mono" onChange={(_, data) => set(data.value)} />
      )
    default:
      return (
        <Input
          {...rest}
          type={INPUT_TYPES[field.kind]}
          inputMode={field.kind === 'number' ? 'decimal' : undefined}
          value={text}
          onChange={(_, data) => set(data.value)}
        />
      )
  }
}

async function readFile(file: File | undefined): Promise<FieldValue | undefined> {
  if (!file) return undefined
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
  return { name: file.name, contentBytes: url.slice(url.indexOf(',') + 1) }
}
