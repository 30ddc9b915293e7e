import { EditRegular } from '@fluentui/react-icons/svg/edit'
import { useState } from 'react'
import type { EnvironmentView, VariableView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { Badge } from '@/ui/Status'
import { environmentCan } from '@/util/can'
import { sentenceCase } from '@/util/text'
import styles from './environments.module.css'
import { VariableDialog } from './VariableDialog'

type Props = { environment: EnvironmentView; variables: readonly VariableView[] }

export function VariableTable({ environment, variables }: Props) {
  const [editing, setEditing] = useState<VariableView>()
  const columns: Column<VariableView>[] = [
    {
      id: 'name',
      header: 'Variable',
      fixed: true,
      value: ({ schemaName }) => schemaName,
      cell: ({ schemaName, displayName }) => (
        <span className={styles.line}>
          <strong>{displayName || schemaName}</strong>
          {displayName && <code className={styles.quiet}>{schemaName}</code>}
        </span>
      ),
    },
    { id: 'type', header: 'Type', value: ({ type }) => type, cell: ({ type }) => sentenceCase(type) },
    {
      id: 'value',
      header: 'Value here',
      fixed: true,
      value: ({ value }) => value,
      cell: (variable) => <Value variable={variable} />,
    },
    {
      id: 'default',
      header: 'Default',
      value: ({ defaultValue }) => defaultValue,
      cell: ({ defaultValue }) =>
        defaultValue === undefined ? <span className={styles.quiet}>none</span> : <code>{defaultValue}</code>,
    },
    {
      id: 'edit',
      header: 'Change',
      fixed: true,
      tight: true,
      value: () => undefined,
      cell: (variable) => (
        <ActionButton
          size="small"
          icon={<EditRegular />}
          can={environmentCan.bind(environment)}
          aria-label={`Set ${variable.displayName || variable.schemaName}`}
          onClick={() => setEditing(variable)}
        >
          Set
        </ActionButton>
      ),
    },
  ]
  return (
    <>
      <DataTable
        label="Variables"
        title="Environment variables"
        columns={columns}
        rows={variables}
        rowKey={({ schemaName }) => schemaName}
        empty="No environment variable here. They arrive with the solutions that use them."
      />
      {editing && (
        <VariableDialog environment={environment} variable={editing} close={() => setEditing(undefined)} />
      )}
    </>
  )
}

function Value({ variable }: { variable: VariableView }) {
  if (variable.value !== undefined) return <code>{variable.value}</code>
  if (variable.type === 'secret' && variable.isSet)
    return <span className={styles.quiet}>set, never shown</span>
  if (variable.defaultValue !== undefined) return <span className={styles.quiet}>the default</span>
  return <Badge tone="warn">no value</Badge>
}
