import { Field, Input, Radio, RadioGroup, Select } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { copyTables } from '@/api/tables'
import type { EnvironmentView, Mask, NewCopy, TableCopy } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import styles from '@/ui/Dialog.module.css'
import { useMe } from '@/util/useEnvironment'
import { ChosenTables } from './ChosenTables'
import { CopyPreview } from './CopyPreview'
import { type CopyForm, copyEffects, copyProblem, copyRequest, EMPTY_COPY, ROWS } from './copyForm'

type Props = { environment: EnvironmentView; close: () => void }

/** Brings tables of another environment here, with rows that say nothing about anybody. Shows what comes before it does. */
export function CopyDialog({ environment, close }: Props) {
  const queryClient = useQueryClient()
  const { environments } = useMe()
  const [form, setForm] = useState<CopyForm>(EMPTY_COPY)
  // The server's answer, and to what; a change of anything else has to be previewed again.
  const [shown, setShown] = useState<{ wish: NewCopy; copy: TableCopy }>()
  const previewing = useMutation({
    mutationFn: (wish: NewCopy) => copyTables(environment.name, { ...wish, dryRun: true }),
    onSuccess: (copy, wish) => setShown({ wish, copy }),
  })
  const copying = useMutation({
    mutationFn: (wish: NewCopy) => copyTables(environment.name, wish),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
      close()
    },
  })
  const change = (changes: Partial<CopyForm>) => {
    setForm((before) => ({ ...before, ...changes }))
    setShown(undefined)
    previewing.reset()
  }
  const mask = (column: string, chosen: Mask) => {
    const next = { ...form, masks: { ...form.masks, [column]: chosen } }
    setForm(next)
    previewing.mutate(copyRequest(next))
  }
  const problem = copyProblem(form)
  const agreed = previewing.isSuccess ? shown : undefined
  return (
    <ConfirmDialog
      wide
      title={`Copy tables to ${environment.displayName}`}
      effects={
        <p>
          {agreed
            ? copyEffects(agreed.copy, environment.displayName)
            : 'Nothing changes before you have seen it.'}
        </p>
      }
      confirm="Copy the tables"
      busy={copying.isPending}
      error={copying.error ?? previewing.error}
      reason={agreed ? undefined : 'Preview it first.'}
      onConfirm={() => agreed && copying.mutate(agreed.wish)}
      onClose={close}
    >
      <div className={styles.fields}>
        <Field label="From" required>
          <Select
            value={form.from}
            onChange={(_, { value }) => change({ from: value, tables: [], masks: {} })}
          >
            <option value="">Choose an environment</option>
            {environments
              .filter(({ name, role }) => name !== environment.name && role)
              .map(({ name, displayName }) => (
                <option key={name} value={name}>
                  {displayName}
                </option>
              ))}
          </Select>
        </Field>
        {form.from !== '' && (
          <ChosenTables
            environment={form.from}
            chosen={form.tables}
            choose={(tables) => change({ tables, masks: {} })}
          />
        )}
        <Field label="Rows">
          <RadioGroup
            value={form.rows}
            onChange={(_, { value }) => change({ rows: value as CopyForm['rows'] })}
          >
            {ROWS.map(([rows, label, meaning]) => (
              <Radio
                key={rows}
                value={rows}
                label={
                  <>
                    <strong>{label}</strong> {meaning}
                  </>
                }
              />
            ))}
          </RadioGroup>
        </Field>
        {form.rows !== 'none' && (
          <>
            <Field label="At most so many rows of each table">
              <Input
                inputMode="numeric"
                value={form.limit}
                onChange={(_, { value }) => change({ limit: value })}
              />
            </Field>
            <Field
              label="Seed"
              hint="The same seed makes the same rows. Without one, nobody can make them again."
            >
              <Input value={form.seed} onChange={(_, { value }) => change({ seed: value })} />
            </Field>
          </>
        )}
        <div>
          <ActionButton
            can={{ reason: problem }}
            busy={previewing.isPending}
            onClick={() => previewing.mutate(copyRequest(form))}
          >
            {previewing.isPending ? 'Looking…' : 'Preview'}
          </ActionButton>
        </div>
        {shown && <CopyPreview copy={shown.copy} chosen={form.masks} mask={mask} />}
      </div>
    </ConfirmDialog>
  )
}
