import { useState } from 'react'
import type { Promotion } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { PromotionQuestion } from './PromotionQuestion'
import { type PromotionVerb, promotionActions, VERB_LABELS } from './promotionVerbs'
import { RollbackDialog } from './RollbackDialog'

/** What can be done with a promotion now. Each says what it changes before it does. */
export function PromotionActions({ promotion }: { promotion: Promotion }) {
  const [asking, setAsking] = useState<PromotionVerb>()
  const close = () => setAsking(undefined)
  return (
    <>
      {promotionActions(promotion).map(({ verb, can }, index) => (
        <ActionButton
          key={verb}
          size="small"
          appearance={index === 0 ? 'primary' : undefined}
          can={can}
          onClick={() => setAsking(verb)}
        >
          {VERB_LABELS[verb]}
        </ActionButton>
      ))}
      {asking === 'rollback' && <RollbackDialog promotion={promotion} close={close} />}
      {asking && asking !== 'rollback' && (
        <PromotionQuestion promotion={promotion} verb={asking} close={close} />
      )}
    </>
  )
}
