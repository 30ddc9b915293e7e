import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FlowAccess, FlowView } from '@/api/types'
import { useUndoToast } from '@/ui/UndoToast'
import { useMe } from '@/util/useEnvironment'
import { because, type Change, concerns, inverse } from './draft'
import { performAll } from './save'
import { describe, lastDay } from './words'

type Policy = FlowAccess['policy']

/** What takes changes back: where the environment asks for a reason, taking back is one. */
function undoing(changes: readonly Change[], policy: Policy | undefined): Change[] {
  const back = inverse(changes)
  return policy?.reasonRequired ? because(back, 'Takes a change back') : back
}

/** How it is after that. A share that had no end, from before the environment asked for one, gets one. */
function undone(back: readonly Change[], policy: Policy | undefined): string {
  const last = policy && lastDay(policy)
  return last && back.some((change) => change.kind === 'share' && change.share.endsAt === undefined)
    ? `It is taken back. What had no end now ends on ${last}, as the environment asks.`
    : 'All is as it was before.'
}

/** Saves changes of who has a flow, says what changed, and offers to take it back, within what the environment asks of shares. */
export function useSave(environment: string, flow: FlowView, policy: Policy | undefined, close: () => void) {
  const queryClient = useQueryClient()
  const tell = useUndoToast()
  const me = useMe().principal.id
  // Flows, buttons and where connections are used all follow from it.
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['environment', environment] })
  const undo = async (changes: readonly Change[]) => {
    const back = undoing(changes, policy)
    const { refused } = await performAll(environment, flow.id, back)
    await refresh()
    if (refused) throw refused
    return undone(back, policy)
  }
  const saving = useMutation({
    mutationFn: (changes: readonly Change[]) => performAll(environment, flow.id, changes),
    onSuccess: async ({ refused }, changes) => {
      await refresh()
      if (refused) return
      // Who gave an ownership up may not take it back.
      const isOwn = changes.some((change) => change.kind !== 'primaryOwner' && concerns(change) === me)
      tell(`Saved: ${flow.name}`, changes.map(describe), isOwn ? undefined : () => undo(changes))
      close()
    },
  })
  return { saving, save: saving.mutate }
}
