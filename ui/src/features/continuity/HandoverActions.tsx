import { Field, Input } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answerHandover, applyHandover, declineHandover, undoHandover } from '@/api/handovers'
import type { Handover } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { count } from '@/util/text'
import { useMe } from '@/util/useEnvironment'
import { type HandoverVerb, handoverActions } from './handoverVerbs'

/** What can be done with a plan now. Each says what it changes before it does. */
export function HandoverActions({ plan }: { plan: Handover }) {
  const me = useMe()
  const [asking, setAsking] = useState<HandoverVerb>()
  return (
    <>
      {handoverActions(plan, me).map(({ verb, label, can }, index) => (
        <ActionButton
          key={verb}
          size="small"
          appearance={index === 0 ? 'primary' : undefined}
          can={can}
          onClick={() => setAsking(verb)}
        >
          {label}
        </ActionButton>
      ))}
      {asking && <Question plan={plan} verb={asking} close={() => setAsking(undefined)} />}
    </>
  )
}

function send(plan: Handover, verb: HandoverVerb, said: string): Promise<unknown> {
  switch (verb) {
    case 'apply':
      return applyHandover(plan.id, {})
    case 'schedule':
      return applyHandover(plan.id, { at: new Date(said).toISOString() })
    case 'undo':
      return undoHandover(plan.id)
    case 'decline':
      return declineHandover(plan.id, said)
    default:
      return answerHandover(plan.id, verb)
  }
}

const TITLES: Record<HandoverVerb, string> = {
  approve: 'Approve',
  accept: 'Accept',
  decline: 'Decline',
  withdraw: 'Withdraw',
  apply: 'Apply now',
  schedule: 'Apply at a time',
  undo: 'Undo',
}

function effects(plan: Handover, verb: HandoverVerb): string {
  const things = count(plan.rows.filter(({ action }) => action !== 'keep').length, 'thing')
  switch (verb) {
    case 'approve':
      return 'The plan is frozen, and whoever gets something is asked to accept. Nothing is handed over yet.'
    case 'accept':
      return `You take over ${count(plan.rows.length, 'thing')}. Flows that get your connections act as you.`
    case 'decline':
      return 'The plan is a draft again, and says that you declined and why.'
    case 'withdraw':
      return 'The plan is a draft again. What was accepted is forgotten.'
    case 'apply':
      return `Hands over ${things} at once. It can be undone for thirty days.`
    case 'schedule':
      return `Hands over ${things} at once when the time has come, also after a restart.`
    case 'undo':
      return 'Gives everything back, wherever nobody has changed it since. The rest is told.'
  }
}

type QuestionProps = { plan: Handover; verb: HandoverVerb; close: () => void }

function Question({ plan, verb, close }: QuestionProps) {
  const queryClient = useQueryClient()
  const [said, setSaid] = useState('')
  const asked = verb === 'schedule' ? 'When' : verb === 'decline' ? 'Why' : undefined
  const sending = useMutation({
    mutationFn: () => send(plan, verb, said),
    onSuccess: async () => {
      // Flows, connections and members may all be different now.
      await queryClient.invalidateQueries()
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`${TITLES[verb]}: ${plan.name}`}
      effects={<p>{effects(plan, verb)}</p>}
      confirm={TITLES[verb]}
      busy={sending.isPending}
      error={sending.error}
      reason={asked && said === '' ? `Say ${asked.toLowerCase()} first.` : undefined}
      onConfirm={() => sending.mutate()}
      onClose={close}
    >
      {asked && (
        <Field label={asked} required>
          <Input
            type={verb === 'schedule' ? 'datetime-local' : 'text'}
            value={said}
            onChange={(_, data) => setSaid(data.value)}
          />
        </Field>
      )}
    </ConfirmDialog>
  )
}
