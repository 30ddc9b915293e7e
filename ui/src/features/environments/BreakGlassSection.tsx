import { Field, Input } from '@fluentui/react-components'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { answerBreakGlass, askBreakGlass, breakGlassQuery } from '@/api/environments'
import type { BreakGlass, EnvironmentView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PlainTable } from '@/ui/PlainTable'
import { PrincipalChip } from '@/ui/Principal'
import { Badge, type Tone } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { protectionCan } from '@/util/can'
import { sentenceCase } from '@/util/text'
import { useMe } from '@/util/useEnvironment'
import styles from './environments.module.css'
import { useSettled } from './useSettled'

const TONES: Record<BreakGlass['state'], Tone> = { asked: 'warn', open: 'bad', ended: 'quiet' }
/** The longest that break-glass may be open, in minutes. */
const MOST = 60

type Props = { environment: EnvironmentView }
type Asking = 'ask' | { verb: 'approve' | 'end'; breakGlass: BreakGlass }

/** Some minutes in which a protected environment may be changed by hand: asked for by one person, approved by another. */
export function BreakGlassSection({ environment }: Props) {
  const me = useMe()
  const query = useQuery(breakGlassQuery(environment.name))
  const [asking, setAsking] = useState<Asking>()
  const close = () => setAsking(undefined)
  return (
    <Section
      title="Break-glass"
      flush
      actions={
        <ActionButton size="small" can={protectionCan.ask(me, environment)} onClick={() => setAsking('ask')}>
          Ask for break-glass
        </ActionButton>
      }
    >
      <QueryState query={query} what="the break-glasses">
        {({ value }) =>
          value.length === 0 ? (
            <p className={styles.note}>
              It was never asked for. It opens this environment for direct changes for at most an hour, with a
              reason and a second person; everybody sees it, and what is changed shows as drift.
            </p>
          ) : (
            <PlainTable
              label="Break-glass"
              head={['State', 'Reason', 'Asked by', 'Approved by', 'Until', 'Do']}
            >
              {value.map((breakGlass) => (
                <Row
                  key={breakGlass.id}
                  environment={environment}
                  breakGlass={breakGlass}
                  ask={(verb) => setAsking({ verb, breakGlass })}
                />
              ))}
            </PlainTable>
          )
        }
      </QueryState>
      {asking === 'ask' && <AskDialog environment={environment} close={close} />}
      {typeof asking === 'object' && <AnswerDialog environment={environment} {...asking} close={close} />}
    </Section>
  )
}

type RowProps = Props & { breakGlass: BreakGlass; ask: (verb: 'approve' | 'end') => void }

function Row({ environment, breakGlass, ask }: RowProps) {
  const me = useMe()
  const { state, reason, askedBy, askedAt, approvedBy, until } = breakGlass
  return (
    <tr>
      <td>
        <Badge tone={TONES[state]}>{sentenceCase(state)}</Badge>
      </td>
      <td>{reason}</td>
      <td>
        <span className={styles.line}>
          <PrincipalChip principal={askedBy} /> <Time at={askedAt} />
        </span>
      </td>
      <td>{approvedBy ? <PrincipalChip principal={approvedBy} /> : 'nobody'}</td>
      <td>{until && <Time at={until} />}</td>
      <td>
        <span className={styles.line}>
          {state === 'asked' && (
            <ActionButton
              size="small"
              appearance="primary"
              can={protectionCan.approve(me, environment, askedBy.id)}
              onClick={() => ask('approve')}
            >
              Approve
            </ActionButton>
          )}
          {state !== 'ended' && (
            <ActionButton size="small" can={protectionCan.end(me, environment)} onClick={() => ask('end')}>
              {state === 'open' ? 'End it now' : 'Take it back'}
            </ActionButton>
          )}
        </span>
      </td>
    </tr>
  )
}

function AskDialog({ environment, close }: Props & { close: () => void }) {
  const [reason, setReason] = useState('')
  const [minutes, setMinutes] = useState('30')
  const asking = useMutation({
    mutationFn: () => askBreakGlass(environment.name, { reason: reason.trim(), minutes: Number(minutes) }),
    onSuccess: useSettled(environment.name, close),
  })
  const number = Number(minutes)
  const wrongMinutes =
    Number.isInteger(number) && number >= 1 && number <= MOST ? undefined : `Say 1 to ${MOST} minutes.`
  return (
    <ConfirmDialog
      title={`Ask for break-glass in ${environment.displayName}`}
      effects={
        <p>
          Once another person approves, {environment.displayName} can be changed by hand for that long.
          Everybody in it sees who asked and why; what is changed shows as drift, which holds up the next
          promotion.
        </p>
      }
      confirm="Ask"
      busy={asking.isPending}
      error={asking.error}
      reason={reason.trim() === '' ? 'Say why first.' : wrongMinutes}
      onConfirm={() => asking.mutate()}
      onClose={close}
    >
      <Field label="Why" required>
        <Input value={reason} onChange={(_, data) => setReason(data.value)} />
      </Field>
      <Field
        label="Minutes"
        required
        validationMessage={wrongMinutes}
        validationState={wrongMinutes ? 'error' : 'none'}
      >
        <Input inputMode="numeric" value={minutes} onChange={(_, data) => setMinutes(data.value)} />
      </Field>
    </ConfirmDialog>
  )
}

type AnswerProps = Props & { breakGlass: BreakGlass; verb: 'approve' | 'end'; close: () => void }

function AnswerDialog({ environment, breakGlass, verb, close }: AnswerProps) {
  const answering = useMutation({
    mutationFn: () => answerBreakGlass(environment.name, breakGlass.id, verb),
    onSuccess: useSettled(environment.name, close),
  })
  const { displayName } = environment
  const effects: ReactNode =
    verb === 'approve'
      ? `${displayName} can be changed by hand from now on, because ${breakGlass.askedBy.displayName} says: “${breakGlass.reason}”.`
      : breakGlass.state === 'open'
        ? `${displayName} can no longer be changed by hand. What was changed stays, and shows as drift.`
        : 'It is asked for no more.'
  return (
    <ConfirmDialog
      title={`${verb === 'approve' ? 'Approve break-glass' : 'End break-glass'} in ${displayName}`}
      effects={<p>{effects}</p>}
      confirm={verb === 'approve' ? 'Approve' : 'End it'}
      busy={answering.isPending}
      error={answering.error}
      onConfirm={() => answering.mutate()}
      onClose={close}
    />
  )
}
