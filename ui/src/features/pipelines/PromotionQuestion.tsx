import { Field, Textarea } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { decidePromotion, movePromotion } from '@/api/pipelines'
import type { Promotion } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { useMe } from '@/util/useEnvironment'
import { type PromotionVerb, promotionEffects, VERB_LABELS } from './promotionVerbs'

type Verb = Exclude<PromotionVerb, 'rollback'>
type Props = { promotion: Promotion; verb: Verb; close: () => void }

/** Asks before something is done with a promotion; a decision takes a comment. */
export function PromotionQuestion({ promotion, verb, close }: Props) {
  const { environments } = useMe()
  const queryClient = useQueryClient()
  const [comment, setComment] = useState('')
  const isDecision = verb === 'approve' || verb === 'reject'
  const sending = useMutation({
    mutationFn: () =>
      isDecision ? decidePromotion(promotion, verb, comment.trim()) : movePromotion(promotion.id, verb),
    // Applying brings flows, tables and releases; a refusal may have made it stale.
    onSettled: () => queryClient.invalidateQueries(),
    onSuccess: close,
  })
  return (
    <ConfirmDialog
      title={`${VERB_LABELS[verb]}: ${promotion.displayName} ${promotion.version}`}
      environment={environments.find(({ name }) => name === promotion.environment)}
      effects={<p>{promotionEffects(promotion, verb)}</p>}
      confirm={VERB_LABELS[verb]}
      busy={sending.isPending}
      error={sending.error}
      reason={verb === 'reject' && comment.trim() === '' ? 'Say why first.' : undefined}
      onConfirm={() => sending.mutate()}
      onClose={close}
    >
      {isDecision && (
        <Field label={verb === 'reject' ? 'Why' : 'Comment'} required={verb === 'reject'}>
          <Textarea value={comment} onChange={(_, { value }) => setComment(value)} />
        </Field>
      )}
    </ConfirmDialog>
  )
}
