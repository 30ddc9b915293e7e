import { Tab, TabList } from '@fluentui/react-components'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ActionView } from '@/api/types'
import { JsonView } from '@/ui/JsonView'
import { Notice } from '@/ui/Notice'
import { Facts } from '@/ui/Page'
import { Prose } from '@/ui/Prose'
import { Status } from '@/ui/Status'
import { Duration, Time } from '@/ui/Time'
import { actionSentence } from '@/util/identity'
import { readableName } from '@/util/text'
import type { ActionTab } from '@/util/urls'
import { AttemptsTable } from './AttemptsTable'
import { IdentityPanel } from './IdentityPanel'
import styles from './runs.module.css'
import { TrackedProperties } from './TrackedProperties'
import { trackedPairs } from './tracked'

type Props = {
  action: ActionView
  /** Where the connections of the flow can be changed. */
  flow: LinkProps
  /** What repairs the connection that the action used. */
  fix?: ReactNode
  tab: ActionTab
  selectTab: (tab: ActionTab) => void
}

const LABELS: readonly (readonly [ActionTab, string])[] = [
  ['summary', 'Summary'],
  ['identity', 'Identity'],
  ['inputs', 'Inputs'],
  ['outputs', 'Outputs'],
  ['error', 'Error'],
  ['attempts', 'Attempts'],
]

/** Everything known of one action: what it did, as whom and why, what went in and came out. */
export function ActionPanel({ action, flow, fix, tab, selectTab }: Props) {
  const tabs = LABELS.filter(([value]) => value !== 'error' || action.error)
  const shown = tabs.some(([value]) => value === tab) ? tab : 'summary'
  return (
    <section aria-label={readableName(action.name)} className={styles.panelInner}>
      <header className={styles.panelHead}>
        <h2>{readableName(action.name)}</h2>
        <Status status={action.status} />
        <span className={styles.type}>{action.type}</span>
      </header>
      <TabList
        size="small"
        selectedValue={shown}
        onTabSelect={(_, { value }) => selectTab(value as ActionTab)}
        aria-label="About this action"
      >
        {tabs.map(([value, label]) => (
          <Tab key={value} value={value} id={`action-tab-${value}`}>
            {value === 'attempts' && action.attempts.length > 1
              ? `${label} (${action.attempts.length})`
              : label}
          </Tab>
        ))}
      </TabList>
      <div role="tabpanel" aria-labelledby={`action-tab-${shown}`} className={styles.panelBody}>
        <Content action={action} flow={flow} fix={fix} tab={shown} />
      </div>
    </section>
  )
}

function Content({ action, flow, fix, tab }: Omit<Props, 'selectTab'>) {
  switch (tab) {
    case 'identity':
      return <IdentityPanel action={action} />
    case 'inputs':
      return <Payload action={action} side="inputs" />
    case 'outputs':
      return <Payload action={action} side="outputs" />
    case 'error':
      return action.error ? <ActionError error={action.error} flow={flow} fix={fix} /> : null
    case 'attempts':
      return <AttemptsTable attempts={action.attempts} />
    default:
      return <Summary action={action} flow={flow} fix={fix} />
  }
}

function Summary({ action, flow, fix }: Pick<Props, 'action' | 'flow' | 'fix'>) {
  return (
    <>
      <p className={styles.sentence}>{actionSentence(action)}</p>
      {action.error && <ActionError error={action.error} flow={flow} fix={fix} />}
      <Facts
        facts={[
          ['Start', action.startedAt && <Time key="start" at={action.startedAt} />],
          ['End', action.endedAt && <Time key="end" at={action.endedAt} />],
          [
            'Duration',
            action.durationMs !== undefined && <Duration key="duration" milliseconds={action.durationMs} />,
          ],
          ['Code', action.code && <code key="code">{action.code}</code>],
          ['Iterations', action.iterations],
          [
            'Within',
            action.path.length > 0 &&
              action.path
                .map(({ loop, index }) => `${readableName(loop)}, iteration ${index + 1}`)
                .join('; '),
          ],
        ].filter((pair): pair is [string, string] => pair[1] !== false)}
      />
      {action.attempts.length > 1 && <AttemptsTable attempts={action.attempts} />}
      <TrackedProperties properties={trackedPairs(action.trackedProperties)} />
    </>
  )
}

type ErrorProps = Pick<Props, 'flow' | 'fix'> & { error: NonNullable<ActionView['error']> }

/** What went wrong. Where a connection is at fault, its remedy is one click away. */
function ActionError({ error, flow, fix }: ErrorProps) {
  return (
    <Notice tone="bad" title={error.code}>
      <p>
        <Prose text={error.message} />
      </p>
      {error.code === 'AuthenticationFailed' && (
        <p className={styles.remedies}>
          {fix}
          <Link {...flow}>See the flow's connections</Link>
        </p>
      )}
    </Notice>
  )
}

function Payload({ action, side }: { action: ActionView; side: 'inputs' | 'outputs' }) {
  if (action.secured?.includes(side)) {
    return (
      <Notice tone="quiet" title={`The ${side} are not shown`}>
        <p>The flow marks them as secure, so the history does not keep them in clear.</p>
      </Notice>
    )
  }
  const value = action[side]
  if (value === undefined) return <p className={styles.sentence}>This action has no {side}.</p>
  return <JsonView value={value} label={side === 'inputs' ? 'Inputs' : 'Outputs'} />
}
