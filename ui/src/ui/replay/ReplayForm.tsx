import { Field, Input } from '@fluentui/react-components'
import { HistoryRegular } from '@fluentui/react-icons/svg/history'
import { useState } from 'react'
import type { RunsToReplay } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { Choices } from '@/ui/Choices'
import { ErrorNotice } from '@/ui/Notice'
import styles from './replay.module.css'
import { MOST_RUNS, runsWanted } from './replayWords'

type Props = {
  /** Those of the package; without any chosen, the runs of all of them are replayed. */
  flows: readonly { id: string; name: string }[]
  /** How many are asked for first. */
  latest?: number
  busy: boolean
  error: unknown
  /** Why nothing can be replayed now. */
  reason?: string
  replay: (runs: RunsToReplay) => void
}

/** Which runs to replay: how many of the latest, and of which flows. */
export function ReplayForm({ flows, latest: usual = 20, busy, error, reason, replay }: Props) {
  const [latest, setLatest] = useState(String(usual))
  const [chosen, setChosen] = useState<readonly string[]>([])
  const wanted = runsWanted(latest)
  const problem = wanted === undefined ? `Say 1 to ${MOST_RUNS} runs.` : undefined
  return (
    <div className={styles.stack}>
      <Field
        label="How many of the latest runs"
        validationState={problem ? 'error' : 'none'}
        validationMessage={problem}
      >
        <Input
          className={styles.short}
          inputMode="numeric"
          value={latest}
          onChange={(_, { value }) => setLatest(value)}
        />
      </Field>
      {flows.length > 1 && (
        <Choices
          legend="Only of these flows; of all, where none is chosen"
          options={flows.map(({ id, name }) => ({ value: id, label: name }))}
          chosen={chosen}
          choose={setChosen}
        />
      )}
      <div>
        <ActionButton
          icon={<HistoryRegular />}
          can={{ reason: reason ?? problem }}
          busy={busy}
          onClick={() => replay({ latest: wanted, flows: [...chosen] })}
        >
          {busy ? 'Replaying…' : 'Replay the runs'}
        </ActionButton>
      </div>
      <ErrorNotice error={error} />
    </div>
  )
}
