import { Button, Checkbox, Field, Input, Select, Textarea } from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { useQuery } from '@tanstack/react-query'
import { tablesQuery } from '@/api/tables'
import styles from './authoring.module.css'
import { COLUMN_TYPES, type ColumnForm, type ColumnType } from './tableForm'

type Props = {
  environment: string
  column: ColumnForm
  change: (changes: Partial<ColumnForm>) => void
  remove: () => void
}

/** One column of a new table. */
export function ColumnFields({ environment, column, change, remove }: Props) {
  const { name, type, required, detail } = column
  return (
    <fieldset className={styles.column}>
      <legend className="sr-only">{name ? `Column ${name}` : 'New column'}</legend>
      <Field label="Column" required>
        <Input value={name} onChange={(_, { value }) => change({ name: value })} />
      </Field>
      <Field label="Holds">
        <Select value={type} onChange={(_, { value }) => change({ type: value as ColumnType, detail: '' })}>
          {Object.entries(COLUMN_TYPES).map(([one, label]) => (
            <option key={one} value={one}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Checkbox
        label="Must be given"
        checked={required}
        onChange={(_, { checked }) => change({ required: checked === true })}
      />
      <Button
        size="small"
        appearance="subtle"
        icon={<DismissRegular />}
        aria-label={`Remove the column ${name}`}
        onClick={remove}
      />
      {type === 'choice' && (
        <Field className={styles.detail} label="Choices" required hint="One a line.">
          <Textarea value={detail} onChange={(_, { value }) => change({ detail: value })} />
        </Field>
      )}
      {type === 'lookup' && (
        <Target environment={environment} value={detail} onChange={(value) => change({ detail: value })} />
      )}
    </fieldset>
  )
}

type TargetProps = { environment: string; value: string; onChange: (table: string) => void }

function Target({ environment, value, onChange }: TargetProps) {
  const tables = useQuery(tablesQuery(environment))
  return (
    <Field className={styles.detail} label="Table" required>
      <Select value={value} onChange={(_, data) => onChange(data.value)}>
        <option value="">Choose one</option>
        {tables.data?.value.map(({ logicalName, displayName }) => (
          <option key={logicalName} value={logicalName}>
            {displayName} ({logicalName})
          </option>
        ))}
      </Select>
    </Field>
  )
}
