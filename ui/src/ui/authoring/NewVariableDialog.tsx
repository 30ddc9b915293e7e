import { Field, Input, Select, Textarea } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EnvironmentView, VariableKind } from '@/api/types'
import { createVariable } from '@/api/variables'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import styles from '@/ui/Dialog.module.css'
import { sentenceCase } from '@/util/text'
import { variableProblem } from '@/util/variableProblem'
import { schemaNameProblem } from './names'

const KINDS: readonly VariableKind[] = ['string', 'number', 'boolean', 'json', 'dataSource', 'secret']

type Props = {
  environment: EnvironmentView
  /** The solution that it is added to. */
  solution?: { uniqueName: string; prefix: string }
  close: () => void
}

/** Makes an environment variable. Its value is set where it is used; its default travels in the solution. */
export function NewVariableDialog({ environment, solution, close }: Props) {
  const queryClient = useQueryClient()
  const [schemaName, setSchemaName] = useState(solution ? `${solution.prefix}_` : '')
  const [displayName, setDisplayName] = useState('')
  const [type, setType] = useState<VariableKind>('string')
  const [preset, setPreset] = useState('')
  const making = useMutation({
    mutationFn: () =>
      createVariable(environment.name, {
        schemaName,
        displayName: displayName.trim() || schemaName,
        type,
        defaultValue: preset || undefined,
        solution: solution?.uniqueName,
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
      close()
    },
  })
  const problem = preset === '' ? undefined : variableProblem(type, preset)
  const Control = type === 'json' ? Textarea : Input
  return (
    <ConfirmDialog
      title={`New variable in ${environment.displayName}`}
      effects={
        <p>Affects no flow yet. Flows use it by its name in files, and read its value when a run starts.</p>
      }
      confirm="Create"
      busy={making.isPending}
      error={making.error}
      reason={schemaNameProblem(schemaName) ?? problem}
      onConfirm={() => making.mutate()}
      onClose={close}
    >
      <div className={styles.fields}>
        <Field label="Name in files" required hint="Such as contoso_ApprovalLimit. It never changes.">
          <Input value={schemaName} onChange={(_, { value }) => setSchemaName(value)} />
        </Field>
        <Field label="Name" hint="What people read.">
          <Input value={displayName} onChange={(_, { value }) => setDisplayName(value)} />
        </Field>
        <Field label="Type" required>
          <Select value={type} onChange={(_, { value }) => setType(value as VariableKind)}>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {sentenceCase(kind)}
              </option>
            ))}
          </Select>
        </Field>
        {type !== 'secret' && (
          <Field
            label="Default"
            hint="It travels in the solution, and counts where an environment sets no value."
            validationMessage={problem}
            validationState={problem ? 'error' : 'none'}
          >
            <Control
              value={preset}
              className={type === 'json' ? 'mono' : undefined}
              onChange={(_: unknown, data: { value: string }) => setPreset(data.value)}
            />
          </Field>
        )}
      </div>
    </ConfirmDialog>
  )
}
