import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle'
import { DismissCircleFilled } from '@fluentui/react-icons/svg/dismiss-circle'
import { WarningFilled } from '@fluentui/react-icons/svg/warning'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type {
  Bound,
  ComponentFate,
  PlannedCheck,
  PlannedComponent,
  PlannedFlow,
  PlannedReference,
  PlannedVariable,
} from '@/api/types'
import { PlainTable } from '@/ui/PlainTable'
import { PrincipalChip, PrincipalChips } from '@/ui/Principal'
import { Prose } from '@/ui/Prose'
import { Badge, type Tone } from '@/ui/Status'
import { connectorLabel, list, sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import styles from './plan.module.css'
import { componentKind, isUnbound } from './planSummary'
import { SubjectLink } from './SubjectLink'

function OnOff({ on }: { on: boolean }) {
  return <Badge tone={on ? 'ok' : 'quiet'}>{on ? 'On' : 'Off'}</Badge>
}

type FlowsProps = {
  environment: string
  flows: readonly PlannedFlow[]
  /** The keys of what the package brings. */
  added: ReadonlySet<string>
  /** Whether they are here by now. */
  applied: boolean
}

/** Whether each flow is on before and after, and why not. */
export function FlowTable({ environment, flows, added, applied }: FlowsProps) {
  return (
    <PlainTable label="Flows" head={['Flow', 'Before', 'After', 'Owners', 'Why']}>
      {flows.map(({ id, name, before, on, owners, reasons }) => (
        <tr key={id}>
          <td>{applied || !added.has(id) ? <Link {...urls.flow(environment, id)}>{name}</Link> : name}</td>
          <td>{added.has(id) ? <span className={styles.quiet}>not here</span> : <OnOff on={before} />}</td>
          <td>
            <OnOff on={on} />
          </td>
          <td>
            <PrincipalChips principals={owners.after} nobody="nobody" most={3} />
          </td>
          <td>
            {reasons.map((reason) => (
              <p key={reason} className={styles.reason}>
                <Prose text={reason} />
              </p>
            ))}
          </td>
        </tr>
      ))}
    </PlainTable>
  )
}

const REFERENCE_SOURCES: Record<PlannedReference['source'], string> = {
  settings: 'From the settings',
  alreadyBound: 'Bound already',
  suggested: 'Suggested, not taken yet',
  missing: 'Nothing',
}

/** A connection and who acts through it. */
export function BoundTo({ bound }: { bound: Bound }) {
  return (
    <span className={styles.line}>
      {bound.displayName} <PrincipalChip principal={bound.owner} />
    </span>
  )
}

/** What each connection reference is bound to, before and after. */
export function ReferenceRows({ references }: { references: readonly PlannedReference[] }) {
  return (
    <PlainTable
      label="Connection references"
      head={['Reference', 'Connector', 'Before', 'After', 'From', 'Flows']}
    >
      {references.map((reference) => (
        <tr key={reference.logicalName}>
          <td>
            <Named name={reference.displayName} code={reference.logicalName} />
          </td>
          <td>{connectorLabel(reference.connector)}</td>
          <td>
            {reference.before ? (
              <BoundTo bound={reference.before} />
            ) : (
              <span className={styles.quiet}>none</span>
            )}
          </td>
          <td>
            {reference.connection && !isUnbound(reference) ? (
              <BoundTo bound={reference.connection} />
            ) : (
              <Badge tone="warn">not bound</Badge>
            )}
          </td>
          <td>{REFERENCE_SOURCES[reference.source]}</td>
          <td>{list(reference.flows)}</td>
        </tr>
      ))}
    </PlainTable>
  )
}

/** A name that people read, with the one that files use. */
export function Named({ name, code }: { name: string; code: string }) {
  if (!name || name === code) return <code>{code}</code>
  return (
    <span className={styles.line}>
      {name} <code className={styles.quiet}>{code}</code>
    </span>
  )
}

/** The value of each environment variable, before and after. */
export function VariableRows({ variables }: { variables: readonly PlannedVariable[] }) {
  return (
    <PlainTable label="Environment variables" head={['Variable', 'Type', 'Before', 'After', 'From']}>
      {variables.map(({ schemaName, displayName, type, before, value, source }) => (
        <tr key={schemaName}>
          <td>
            <Named name={displayName} code={schemaName} />
          </td>
          <td>{sentenceCase(type)}</td>
          <td>{before === undefined ? <span className={styles.quiet}>none</span> : <code>{before}</code>}</td>
          <td>
            {source === 'missing' ? (
              <Badge tone="warn">no value</Badge>
            ) : (
              <code>{value ?? 'set, never shown'}</code>
            )}
          </td>
          <td>{sentenceCase(source)}</td>
        </tr>
      ))}
    </PlainTable>
  )
}

const OUTCOMES = {
  fail: { word: 'Fails', tone: 'bad', icon: DismissCircleFilled },
  warn: { word: 'Warns', tone: 'warn', icon: WarningFilled },
  pass: { word: 'Passes', tone: 'ok', icon: CheckmarkCircleFilled },
} as const satisfies Record<PlannedCheck['outcome'], unknown>
const BY_OUTCOME = Object.keys(OUTCOMES)

type ChecksProps = {
  environment: string
  checks: readonly PlannedCheck[]
  /** What is not in the environment yet, so that no page is about it. */
  added: ReadonlySet<string>
  /** What mends a check, where that is at hand. */
  remedy?: (check: PlannedCheck) => ReactNode
}

/** What was looked at before anything changes, the failures first. */
export function CheckTable({ environment, checks, added, remedy }: ChecksProps) {
  const ordered = [...checks].sort(
    (left, right) => BY_OUTCOME.indexOf(left.outcome) - BY_OUTCOME.indexOf(right.outcome),
  )
  return (
    <PlainTable label="Checks" head={['Outcome', 'Check', 'What was found', 'What it is about']}>
      {ordered.map((check) => {
        const { code, outcome, message, subject } = check
        const { word, tone, icon: Icon } = OUTCOMES[outcome]
        return (
          <tr key={`${code} ${message}`}>
            <td>
              <Badge tone={tone} icon={<Icon aria-hidden />}>
                {word}
              </Badge>
            </td>
            <td>{sentenceCase(code)}</td>
            <td className={styles.wordy}>
              <Prose text={message} /> {outcome !== 'pass' && remedy?.(check)}
            </td>
            <td>
              {subject && (
                <SubjectLink environment={environment} subject={subject} isThere={!added.has(subject.key)} />
              )}
            </td>
          </tr>
        )
      })}
    </PlainTable>
  )
}

const FATES: Record<ComponentFate, readonly [string, Tone]> = {
  add: ['Added', 'ok'],
  change: ['Changed', 'busy'],
  keep: ['Stays as it is', 'quiet'],
  remove: ['Removed', 'bad'],
  removeLater: ['Removed when finished', 'warn'],
}

/** What becomes of each component. */
export function ComponentTable({ components }: { components: readonly PlannedComponent[] }) {
  return (
    <PlainTable label="Components" head={['Kind', 'Name', 'What becomes of it']}>
      {components.map(({ kind, key, name, fate }) => {
        const [word, tone] = FATES[fate]
        return (
          <tr key={`${kind} ${key}`}>
            <td>{componentKind(kind)}</td>
            <td>{name || key}</td>
            <td>
              <Badge tone={tone}>{word}</Badge>
            </td>
          </tr>
        )
      })}
    </PlainTable>
  )
}
