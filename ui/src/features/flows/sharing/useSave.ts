import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FlowView } from '@/api/types'
import { useUndoToast } from '@/ui/UndoToast'
import { useMe } from '@/util/useEnvironment'
import { because, type Change, concerns, inverse } from './draft'
import { performAll } from './save'
import { describe } from './words'

/** Saves changes of who has a flow, says what changed, and offers to take it back; `isReasoned` says that shares need a reason. */
export function useSave(environment: string, flow: FlowView, isReasoned: boolean, close: () => void) {
  const queryClient = useQueryClient()
  const tell = useUndoToast()
  const me = useMe().principal.id
  // Flows, buttons and where connections are used all follow from it.
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['environment', environment] })
  const undo = async (changes: readonly Change[]) => {
    // Where a reason is asked for, taking something back has one of its own.
    const back = because(inverse(changes), 'Takes a change back')
    const { refused } = await performAll(environment, flow.id, isReasoned ? back : inverse(changes))
    await refresh()
    if (refused) throw refused
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
