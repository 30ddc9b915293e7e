import { Field, Input, Select } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { pipelineKeys, requestPromotion } from '@/api/pipelines'
import { solutionsQuery } from '@/api/solutions'
import type { DeploymentMode, Pipeline } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { ErrorNotice } from '@/ui/Notice'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import { placeBefore } from './pipelineForm'
import styles from './pipelines.module.css'

const MODES: readonly (readonly [DeploymentMode, string])[] = [
  ['upgrade', 'Upgrade: what the solution no longer has is removed'],
  ['update', 'Update: nothing is removed'],
  ['stage', 'Stage: what it no longer has is removed later'],
]

type Props = {
  pipeline: Pipeline
  /** The stage, by its environment. */
  to: string
  solution?: string
  /** As what the first stage exports it. */
  version?: string
  close: () => void
}

/** Asks for a solution to be brought to a stage. What it would do is planned at once; nothing changes yet. */
export function RequestDialog({ pipeline, to, solution: given = '', version: asked = '', close }: Props) {
  const { environments } = useMe()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [stage, setStage] = useState(to)
  const [chosen, setChosen] = useState(given)
  const [mode, setMode] = useState<DeploymentMode>('upgrade')
  const [version, setVersion] = useState(asked)
  const [note, setNote] = useState('')
  const from = placeBefore(pipeline, stage)
  // Later stages take the package that is there; only the first one makes one.
  const isFirst = from === pipeline.source
  const solutions = useQuery(solutionsQuery(from))
  const offered = solutions.data?.value ?? []
  const solution = offered.find(({ uniqueName }) => uniqueName === chosen)
  const target = environments.find(({ name }) => name === stage)
  const requesting = useMutation({
    mutationFn: () =>
      requestPromotion({
        pipeline: pipeline.name,
        solution: chosen,
        environment: stage,
        mode,
        version: (isFirst && version.trim()) || undefined,
        note: note.trim() || undefined,
      }),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: pipelineKeys.promotions })
      await navigate(urls.promotion(id))
    },
  })
  const where = (name: string) => environments.find((one) => one.name === name)?.displayName ?? name
  return (
    <ConfirmDialog
      title="Promote a solution"
      environment={target}
      effects={
        <p>
          {solution
            ? `Freezes ${solution.displayName || solution.uniqueName} ${(isFirst && version.trim()) || solution.version} as it is in ${where(from)}, and plans what it would do in ${where(stage)}. Nothing changes there until it is approved and applied.`
            : 'Choose a solution.'}
        </p>
      }
      confirm="Request the promotion"
      busy={requesting.isPending}
      error={requesting.error}
      reason={solution ? undefined : 'Choose a solution first.'}
      onConfirm={() => requesting.mutate()}
      onClose={close}
    >
      <div className={styles.fields}>
        <Field label="To" required>
          <Select value={stage} onChange={(_, { value }) => setStage(value)}>
            {pipeline.stages.map(({ environment, displayName }) => (
              <option key={environment} value={environment}>
                {displayName}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Solution" required hint={`As it is in ${where(from)}.`}>
          <Select value={solution ? chosen : ''} onChange={(_, { value }) => setChosen(value)}>
            <option value="">Choose a solution</option>
            {offered.map(({ uniqueName, displayName, version }) => (
              <option key={uniqueName} value={uniqueName}>
                {displayName || uniqueName} {version}
              </option>
            ))}
          </Select>
        </Field>
        <ErrorNotice error={solutions.error} />
        {isFirst && (
          <Field label="Version" hint="A release has a higher one than what is there. Empty: as it is now.">
            <Input
              value={version}
              placeholder={solution?.version}
              onChange={(_, { value }) => setVersion(value)}
            />
          </Field>
        )}
        <Field label="If it is there already">
          <Select value={mode} onChange={(_, { value }) => setMode(value as DeploymentMode)}>
            {MODES.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Note" hint="What whoever approves should know.">
          <Input value={note} onChange={(_, { value }) => setNote(value)} />
        </Field>
      </div>
    </ConfirmDialog>
  )
}
