import { Field, Input } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Agreed } from '@/api/solutions'
import type { DeploymentPlan, EnvironmentView, ReleaseView } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { QueryState } from '@/ui/PageState'
import { PlanView } from '@/ui/plan/PlanView'

type Props = {
  title: string
  environment: EnvironmentView
  /** What it does, before anything happens. */
  effects: string
  confirm: string
  /** Whether a note about it is kept. */
  takesNote?: boolean
  plan: () => Promise<DeploymentPlan>
  apply: (agreed: Agreed) => Promise<ReleaseView>
  done: (release: ReleaseView) => void
  close: () => void
}

/** Shows what something would do to an environment, and does exactly that once somebody agrees. */
export function PlanDialog({
  title,
  environment,
  effects,
  confirm,
  takesNote,
  plan,
  apply,
  done,
  close,
}: Props) {
  const queryClient = useQueryClient()
  const [note, setNote] = useState('')
  // A plan is about this moment, so an earlier one never stands in for it.
  const planned = useQuery({
    queryKey: ['plan', environment.name, title],
    queryFn: plan,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  const applying = useMutation({
    mutationFn: (digest: string) => apply({ expect: digest, note: note.trim() || undefined }),
    onSuccess: async (release) => {
      close()
      done(release)
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
    },
    onError: () => planned.refetch(),
  })
  const found = planned.isFetching ? undefined : planned.data
  return (
    <ConfirmDialog
      wide
      title={title}
      effects={<p>{effects}</p>}
      confirm={confirm}
      busy={applying.isPending}
      error={applying.error}
      reason={
        found === undefined ? 'Wait for what it would do.' : found.canApply ? undefined : 'A check fails.'
      }
      onConfirm={() => found && applying.mutate(found.digest)}
      onClose={close}
    >
      <QueryState query={planned} what="what it would do">
        {(shown) => <PlanView plan={shown} environment={environment.name} />}
      </QueryState>
      {takesNote && (
        <Field label="Note" hint="Why; it is kept with the release.">
          <Input value={note} onChange={(_, { value }) => setNote(value)} />
        </Field>
      )}
    </ConfirmDialog>
  )
}
