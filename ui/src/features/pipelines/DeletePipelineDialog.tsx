import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { deletePipeline, pipelineKeys } from '@/api/pipelines'
import { meQuery } from '@/api/session'
import type { Pipeline } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { list } from '@/util/text'
import { urls } from '@/util/urls'

/** Asks before a pipeline goes. */
export function DeletePipelineDialog({ pipeline, close }: { pipeline: Pipeline; close: () => void }) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const deleting = useMutation({
    mutationFn: () => deletePipeline(pipeline.name),
    onSuccess: async () => {
      await navigate(urls.pipelines())
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: pipelineKeys.all }),
        queryClient.invalidateQueries(meQuery),
      ])
    },
  })
  const places = list(pipeline.stages.map(({ displayName }) => displayName))
  return (
    <ConfirmDialog
      title={`Delete ${pipeline.name}`}
      effects={
        <p>
          Nothing can be promoted to {places} on it any more. What was released stays, and so do the records
          of who approved it.
        </p>
      }
      confirm="Delete"
      busy={deleting.isPending}
      error={deleting.error}
      onConfirm={() => deleting.mutate()}
      onClose={close}
    />
  )
}
