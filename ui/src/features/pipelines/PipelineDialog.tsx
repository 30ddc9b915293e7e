import { Button, Field, Input, Select } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons/svg/add'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { changePipeline, createPipeline, pipelineKeys } from '@/api/pipelines'
import { meQuery } from '@/api/session'
import type { Pipeline } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import {
  newPipeline,
  pipelineForm,
  pipelineProblem,
  withChangedStage,
  withoutStage,
  withStage,
  withStageEarlier,
} from './pipelineForm'
import styles from './pipelines.module.css'
import { StageFields } from './StageFields'

type Props = { pipeline?: Pipeline; close: () => void }

/** Makes a pipeline, or changes one. */
export function PipelineDialog({ pipeline, close }: Props) {
  const { environments } = useMe()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [form, setForm] = useState(() => pipelineForm(pipeline))
  const saving = useMutation({
    mutationFn: () => (pipeline ? changePipeline : createPipeline)(newPipeline(form)),
    onSuccess: async ({ name }) => {
      // Environments tell which pipelines lead to them.
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: pipelineKeys.all }),
        queryClient.invalidateQueries(meQuery),
      ])
      close()
      await navigate(urls.pipeline(name))
    },
  })
  return (
    <ConfirmDialog
      title={pipeline ? `Change ${pipeline.name}` : 'New pipeline'}
      effects={
        <p>
          A protected environment that is a stage takes solutions only through the pipeline. Whoever is
          approved there acts with the rights of the account that you name.
        </p>
      }
      wide
      confirm={pipeline ? 'Change' : 'Make the pipeline'}
      busy={saving.isPending}
      error={saving.error}
      reason={pipelineProblem(form)}
      onConfirm={() => saving.mutate()}
      onClose={close}
    >
      <div className={styles.fields}>
        <div className={styles.pair}>
          <Field label="Name" required hint="Letters a to z, digits and hyphens; it is part of addresses.">
            <Input
              value={form.name}
              disabled={pipeline !== undefined}
              onChange={(_, { value }) => setForm({ ...form, name: value })}
            />
          </Field>
          <Field label="Solutions are made in" required>
            <Select value={form.source} onChange={(_, { value }) => setForm({ ...form, source: value })}>
              <option value="">Choose an environment</option>
              {environments.map(({ name, displayName }) => (
                <option key={name} value={name}>
                  {displayName}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <Field label="Description">
          <Input
            value={form.description}
            onChange={(_, { value }) => setForm({ ...form, description: value })}
          />
        </Field>
        {form.stages.map((stage, at) => (
          <StageFields
            key={stage.key}
            stage={stage}
            number={at + 1}
            onChange={(changed) => setForm(withChangedStage(form, at, changed))}
            onEarlier={at > 0 ? () => setForm(withStageEarlier(form, at)) : undefined}
            onRemove={() => setForm(withoutStage(form, at))}
          />
        ))}
        <div>
          <Button size="small" icon={<AddRegular />} onClick={() => setForm(withStage(form))}>
            Add a stage
          </Button>
        </div>
      </div>
    </ConfirmDialog>
  )
}
