import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { connectionKeys, reauthenticate } from '@/api/connections'
import type { EnvironmentView, Reauthenticated } from '@/api/types'
import { count } from '@/util/text'
import { ConfirmDialog } from './ConfirmDialog'
import { ImpactView } from './ImpactView'
import { ErrorNotice } from './Notice'
import { Loading } from './PageState'

type Props = {
  environment: EnvironmentView
  connection: { id: string; displayName: string }
  /** What the button says, where more follows. */
  confirm?: string
  /** What follows once it is done. */
  then?: () => Promise<unknown>
  close: () => void
}

/** Signs in anew for a connection, after showing what that affects; exactly what was shown is done, or nothing. */
export function ReauthenticateDialog({ environment, connection, confirm, then, close }: Props) {
  const queryClient = useQueryClient()
  const plan = useQuery({
    queryKey: [...connectionKeys.one(environment.name, connection.id), 'reauthenticate'],
    queryFn: () => reauthenticate(environment.name, connection.id, { dryRun: true }),
    gcTime: 0,
    retry: false,
  })
  const signingIn = useMutation({
    mutationFn: async (impact: string) => {
      await reauthenticate(environment.name, connection.id, { impact })
      await then?.()
    },
    onSuccess: async () => {
      // Flows, references and what they need all follow from a connection.
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`Sign in anew for ${connection.displayName} in ${environment.displayName}`}
      effects={
        plan.data ? (
          <>
            <p>{meaning(plan.data)}</p>
            <ImpactView impact={plan.data.impact} />
          </>
        ) : plan.error ? (
          <ErrorNotice error={plan.error} />
        ) : (
          <Loading what="what this affects" />
        )
      }
      confirm={confirm ?? 'Sign in anew'}
      busy={signingIn.isPending}
      error={signingIn.error}
      reason={plan.data ? undefined : 'What this affects is not known yet.'}
      onConfirm={() => plan.data && signingIn.mutate(plan.data.impact.digest)}
      onClose={close}
    />
  )
}

/** What signing in anew means for whoever does it, in one sentence. */
export function meaning({
  how,
  connection,
  left,
}: Pick<Reauthenticated, 'how' | 'connection' | 'left'>): string {
  switch (how) {
    case 'renew':
      return `The connection gets new credentials and stays ${connection.owner.displayName}'s.`
    case 'takeOver':
      return 'The connection becomes yours and keeps its id, so no flow is edited. Nothing of its former owner stays in it.'
    case 'replace':
      return left > 0
        ? `You get a connection of your own, which your flows use instead. ${count(left, 'flow')} of others stay as they are.`
        : 'You get a connection of your own, which your flows use instead.'
  }
}
