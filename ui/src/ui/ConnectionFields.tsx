import { Field, Input, Select } from '@fluentui/react-components'
import type { ConnectorField, ConnectorView } from '@/api/types'
import { type ConnectionForm, fieldsOf } from '@/util/connectionForm'

type Props = {
  connector: ConnectorView
  form: ConnectionForm
  change: (changes: Partial<ConnectionForm>) => void
}

/** What the chosen connector asks for. A connector that asks for nothing is its owner's identity. */
export function ConnectionFields({ connector, form, change }: Props) {
  const fields = fieldsOf(connector, form)
  const hasSecret = fields.some(({ kind }) => kind === 'secret')
  return (
    <>
      {connector.authentications.length > 0 && (
        <Field label="How to say who connects" required>
          <Select value={form.authentication} onChange={(_, { value }) => change({ authentication: value })}>
            <option value="">Choose one</option>
            {connector.authentications.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {fields.map((field) => (
        <Asked
          key={field.name}
          field={field}
          value={form.values[field.name] ?? ''}
          onChange={(value) => change({ values: { ...form.values, [field.name]: value } })}
        />
      ))}
      {hasSecret && (
        <Field label="Expires on" hint="Where it is known. Thirty days before, the connection says so.">
          <Input type="date" value={form.expires} onChange={(_, { value }) => change({ expires: value })} />
        </Field>
      )}
      {fields.length === 0 && connector.authentications.length === 0 && (
        <p style={{ margin: 0, fontSize: 12 }}>
          This connector asks for nothing: the connection acts as its owner.
        </p>
      )}
    </>
  )
}

const HINTS: Partial<Record<ConnectorField['kind'], string>> = {
  address: 'Such as https://crm.example.org/api.',
  secret: 'Nobody sees it again, you included.',
}

type AskedProps = { field: ConnectorField; value: string; onChange: (value: string) => void }

function Asked({ field: { title, kind, optional }, value, onChange }: AskedProps) {
  return (
    <Field label={title} required={!optional} hint={HINTS[kind]}>
      <Input
        type={kind === 'secret' ? 'password' : 'text'}
        autoComplete={kind === 'secret' ? 'new-password' : 'off'}
        value={value}
        onChange={(_, data) => onChange(data.value)}
      />
    </Field>
  )
}
