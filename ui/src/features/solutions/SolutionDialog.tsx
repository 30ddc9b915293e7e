import { Field, Input, Textarea } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { putSolution } from '@/api/solutions'
import type { EnvironmentView, SolutionDetail } from '@/api/types'
import { nameForFiles } from '@/ui/authoring/names'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { urls } from '@/util/urls'
import { NEW_SOLUTION, type SolutionForm, solutionIdentity, solutionProblem } from './solutionForm'
import styles from './solutions.module.css'

type Props = {
  environment: EnvironmentView
  /** The one to change; without one, a new one is made. */
  solution?: SolutionDetail
  close: () => void
}

/** Makes an unmanaged solution, or changes what names it. */
export function SolutionDialog({ environment, solution, close }: Props) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [form, setForm] = useState<SolutionForm>(solution ? formOf(solution) : NEW_SOLUTION)
  const change = (changes: Partial<SolutionForm>) => setForm((before) => ({ ...before, ...changes }))
  const saving = useMutation({
    mutationFn: () => putSolution(environment.name, form.uniqueName, solutionIdentity(form)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name, 'solutions'] })
      close()
      await navigate(urls.solution(environment.name, form.uniqueName))
    },
  })
  return (
    <ConfirmDialog
      title={solution ? `Change ${solution.displayName}` : `New solution in ${environment.displayName}`}
      effects={
        <p>
          {solution
            ? 'Packages that are exported from now on carry this. Nothing else changes.'
            : 'It is empty at first, and unmanaged: what you add stays where it is, and can be exported together.'}
        </p>
      }
      confirm={solution ? 'Save' : 'Create'}
      busy={saving.isPending}
      error={saving.error}
      reason={solutionProblem(form)}
      onConfirm={() => saving.mutate()}
      onClose={close}
    >
      <div className={styles.stack}>
        <Field label="Name" required>
          <Input
            value={form.displayName}
            onChange={(_, { value }) =>
              change(
                solution || form.uniqueName !== nameForFiles(form.displayName)
                  ? { displayName: value }
                  : { displayName: value, uniqueName: nameForFiles(value) },
              )
            }
          />
        </Field>
        <Field label="Name in files" required hint="It never changes.">
          <Input
            value={form.uniqueName}
            disabled={solution !== undefined}
            onChange={(_, { value }) => change({ uniqueName: value })}
          />
        </Field>
        <Field label="Version" required>
          <Input value={form.version} onChange={(_, { value }) => change({ version: value })} />
        </Field>
        <Field label="Publisher" required hint="Who makes it.">
          <Input
            value={form.publisherName}
            onChange={(_, { value }) =>
              change(
                form.publisher === nameForFiles(form.publisherName)
                  ? { publisherName: value, publisher: nameForFiles(value) }
                  : { publisherName: value },
              )
            }
          />
        </Field>
        <Field label="Publisher in files" required>
          <Input value={form.publisher} onChange={(_, { value }) => change({ publisher: value })} />
        </Field>
        <Field
          label="Prefix"
          required
          hint="What the names of new tables, references and variables begin with."
        >
          <Input value={form.prefix} onChange={(_, { value }) => change({ prefix: value })} />
        </Field>
        <Field label="Description">
          <Textarea value={form.description} onChange={(_, { value }) => change({ description: value })} />
        </Field>
      </div>
    </ConfirmDialog>
  )
}

function formOf(solution: SolutionDetail): SolutionForm {
  const { uniqueName, displayName, version, publisher, publisherName, prefix, description = '' } = solution
  return { uniqueName, displayName, version, publisher, publisherName, prefix, description }
}
