import { Button, Field, Input, Textarea } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EnvironmentView, VariableView } from '@/api/types'
import { setVariable } from '@/api/variables'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { variableProblem } from '@/util/variableProblem'
import styles from './environments.module.css'

type Props = { environment: EnvironmentView; variable: VariableView; close: () => void }

/** Sets the value of a variable in this environment, or goes back to its default. */
export function VariableDialog({ environment, variable, close }: Props) {
  const queryClient = useQueryClient()
  const [value, setValue] = useState(variable.value ?? '')
  const setting = useMutation({
    mutationFn: (next: string | null) => setVariable(environment.name, variable.schemaName, next),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
      close()
    },
  })
  const problem = value === '' ? undefined : variableProblem(variable.type, value)
  const Control = variable.type === 'json' ? Textarea : Input
  return (
    <ConfirmDialog
      title={`Set ${variable.displayName || variable.schemaName} in ${environment.displayName}`}
      effects={
        <p>
          Affects every run that starts from now on in {environment.displayName}. Runs that have started keep
          the value they were recorded with.
        </p>
      }
      confirm="Set"
      busy={setting.isPending}
      error={setting.error}
      reason={value === '' ? 'Type a value first.' : problem}
      onConfirm={() => setting.mutate(value)}
      onClose={close}
    >
      <Field label="Value" validationMessage={problem} validationState={problem ? 'error' : 'none'}>
        <Control
          value={value}
          className={variable.type === 'json' ? 'mono' : undefined}
          onChange={(_: unknown, data: { value: string }) => setValue(data.value)}
        />
      </Field>
      {variable.value !== undefined && (
        <p className={styles.sentence}>
          {variable.defaultValue === undefined
            ? 'It has no default. '
            : `Its default is “${variable.defaultValue}”. `}
          <Button size="small" onClick={() => setting.mutate(null)}>
            Remove the value
          </Button>
        </p>
      )}
    </ConfirmDialog>
  )
}
