import { Button, Field, Input, Select } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons/svg/add'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createTable } from '@/api/tables'
import type { EnvironmentView } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import styles from '@/ui/Dialog.module.css'
import { ColumnFields } from './ColumnFields'
import { nameForFiles } from './names'
import { type ColumnForm, type TableForm, tableProblem, tableRequest } from './tableForm'

type Props = {
  environment: EnvironmentView
  /** The solution that it is added to. */
  solution: { uniqueName: string; prefix: string }
  close: () => void
}

function named(prefix: string, displayName: string): string {
  return `${prefix}_${nameForFiles(displayName)}`
}

/** Makes a table with its first columns. */
export function NewTableDialog({ environment, solution, close }: Props) {
  const queryClient = useQueryClient()
  const [form, setForm] = useState<TableForm>({
    schemaName: named(solution.prefix, ''),
    displayName: '',
    pluralName: '',
    ownership: 'user',
    columns: [],
  })
  const [nextId, setNextId] = useState(1)
  const change = (changes: Partial<TableForm>) => setForm((before) => ({ ...before, ...changes }))
  const changeColumn = (id: number, changes: Partial<ColumnForm>) =>
    change({ columns: form.columns.map((one) => (one.id === id ? { ...one, ...changes } : one)) })
  const making = useMutation({
    mutationFn: () => createTable(environment.name, tableRequest(form, solution.uniqueName)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`New table in ${environment.displayName}`}
      effects={
        <p>
          Affects no flow yet. Nobody sees its rows before a security role says so. Its columns keep their
          types; more columns can be added later.
        </p>
      }
      confirm="Create"
      busy={making.isPending}
      error={making.error}
      reason={tableProblem(form)}
      onConfirm={() => making.mutate()}
      onClose={close}
    >
      <div className={styles.fields}>
        <Field label="Name" required>
          <Input
            value={form.displayName}
            onChange={(_, { value }) =>
              change(
                form.schemaName === named(solution.prefix, form.displayName)
                  ? { displayName: value, schemaName: named(solution.prefix, value) }
                  : { displayName: value },
              )
            }
          />
        </Field>
        <Field label="Name of several" hint="Such as Orders.">
          <Input value={form.pluralName} onChange={(_, { value }) => change({ pluralName: value })} />
        </Field>
        <Field label="Name in files" required hint="It never changes.">
          <Input value={form.schemaName} onChange={(_, { value }) => change({ schemaName: value })} />
        </Field>
        <Field label="Who owns its rows" hint="It never changes.">
          <Select
            value={form.ownership}
            onChange={(_, { value }) => change({ ownership: value as TableForm['ownership'] })}
          >
            <option value="user">Users and teams</option>
            <option value="organization">The organization</option>
          </Select>
        </Field>
        {form.columns.map((column) => (
          <ColumnFields
            key={column.id}
            environment={environment.name}
            column={column}
            change={(changes) => changeColumn(column.id, changes)}
            remove={() => change({ columns: form.columns.filter(({ id }) => id !== column.id) })}
          />
        ))}
        <div>
          <Button
            size="small"
            icon={<AddRegular />}
            onClick={() => {
              const added: ColumnForm = { id: nextId, name: '', type: 'text', required: false, detail: '' }
              change({ columns: [...form.columns, added] })
              setNextId(nextId + 1)
            }}
          >
            Add a column
          </Button>
        </div>
      </div>
    </ConfirmDialog>
  )
}
