import { Field, Input, Radio, RadioGroup } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { pipelineKeys, requestPromotion } from '@/api/pipelines'
import { releasesQuery } from '@/api/releases'
import type { Promotion } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { QueryState } from '@/ui/PageState'
import { Time } from '@/ui/Time'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import styles from './pipelines.module.css'
import { promotionEffects } from './promotionVerbs'

/** Asks for an earlier release of the same environment to be brought there again, through the same gates. */
export function RollbackDialog({ promotion, close }: { promotion: Promotion; close: () => void }) {
  const { pipeline, solution, environment, environmentDisplayName } = promotion
  const { environments } = useMe()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const releases = useQuery(releasesQuery(environment, solution))
  const earlier = (releases.data?.value ?? []).filter(({ current }) => !current)
  const [picked, setPicked] = useState<string>()
  const [note, setNote] = useState('')
  const chosen = picked ?? earlier[0]?.id
  const requesting = useMutation({
    mutationFn: (release: string) =>
      requestPromotion({ pipeline, environment, release, note: note.trim() || undefined }),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: pipelineKeys.promotions })
      close()
      await navigate(urls.promotion(id))
    },
  })
  return (
    <ConfirmDialog
      title={`Roll back ${promotion.displayName}`}
      environment={environments.find(({ name }) => name === environment)}
      effects={<p>{promotionEffects(promotion, 'rollback')}</p>}
      confirm="Request the roll back"
      busy={requesting.isPending}
      error={requesting.error}
      reason={chosen ? undefined : `There is no earlier release in ${environmentDisplayName}.`}
      onConfirm={() => chosen && requesting.mutate(chosen)}
      onClose={close}
    >
      <QueryState query={releases} what="the releases">
        {() => (
          <RadioGroup
            className={styles.fields}
            aria-label="Earlier releases"
            value={chosen ?? ''}
            onChange={(_, { value }) => setPicked(value)}
          >
            {earlier.map(({ id, version, by, at }) => (
              <Radio
                key={id}
                value={id}
                label={
                  <>
                    <strong>{version}</strong>, released by {by.displayName}, <Time at={at} />
                  </>
                }
              />
            ))}
          </RadioGroup>
        )}
      </QueryState>
      <Field label="Note" hint="What whoever approves should know.">
        <Input value={note} onChange={(_, { value }) => setNote(value)} />
      </Field>
    </ConfirmDialog>
  )
}
