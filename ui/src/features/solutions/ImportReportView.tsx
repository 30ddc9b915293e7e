import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { EnvironmentView, ImportReport } from '@/api/types'
import { Notice } from '@/ui/Notice'
import { Badge, type Tone } from '@/ui/Status'
import { connectorLabel, count, sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import { importSummary } from './importSummary'
import styles from './solutions.module.css'

type Props = {
  environment: EnvironmentView
  report: ImportReport
  /** What can be done with it, shown below the summary. */
  children?: ReactNode
}

const CHANGE_TONES: Record<string, Tone> = { add: 'ok', change: 'busy', remove: 'bad' }

/** What an import did, or would do: every component, what references and variables resolve to, and what flows still need. */
export function ImportReportView({ environment, report, children }: Props) {
  const summary = importSummary(report)
  return (
    <div className={styles.stack}>
      <Notice tone={report.applied ? 'ok' : summary.open > 0 ? 'warn' : 'busy'} title={summary.title}>
        {summary.lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Notice>
      {report.warnings.length > 0 && (
        <Notice tone="warn" title={count(report.warnings.length, 'warning')}>
          <ul className={styles.plain}>
            {report.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Notice>
      )}
      {children}
      <Table title="Flows" head={['Flow', 'State', 'Still needs']}>
        {report.flows.map(({ id, name, on, needs }) => (
          <tr key={id}>
            <td>{report.applied ? <Link {...urls.flow(environment.name, id)}>{name}</Link> : name}</td>
            <td>
              <Badge tone={on ? 'ok' : 'quiet'}>{on ? 'On' : 'Off'}</Badge>
            </td>
            <td>{needs.length === 0 ? <span className={styles.quiet}>nothing</span> : needs.join(' ')}</td>
          </tr>
        ))}
      </Table>
      <Table title="Connection references" head={['Reference', 'Connector', 'Bound to', 'From']}>
        {report.references.map(({ logicalName, connector, boundTo, source }) => (
          <tr key={logicalName}>
            <td>
              <code>{logicalName}</code>
            </td>
            <td>{connectorLabel(connector)}</td>
            <td>{boundTo ?? <Badge tone="warn">not bound</Badge>}</td>
            <td>{sentenceCase(source)}</td>
          </tr>
        ))}
      </Table>
      <Table title="Environment variables" head={['Variable', 'Value', 'From']}>
        {report.variables.map(({ schemaName, value, source }) => (
          <tr key={schemaName}>
            <td>
              <code>{schemaName}</code>
            </td>
            <td>{value === undefined ? <Badge tone="warn">no value</Badge> : <code>{value}</code>}</td>
            <td>{sentenceCase(source)}</td>
          </tr>
        ))}
      </Table>
      <Table title="Components" head={['Kind', 'Name', 'Change']}>
        {report.components.map(({ kind, name, change }) => (
          <tr key={`${kind} ${name}`}>
            <td>{sentenceCase(kind)}</td>
            <td>{name}</td>
            <td>
              <Badge tone={CHANGE_TONES[change] ?? 'quiet'}>{sentenceCase(change)}</Badge>
            </td>
          </tr>
        ))}
      </Table>
    </div>
  )
}

type TableProps = { title: string; head: readonly string[]; children: ReactNode[] }

function Table({ title, head, children }: TableProps) {
  if (children.length === 0) return null
  return (
    <div>
      <h3 className={styles.heading}>
        {title} ({children.length})
      </h3>
      <table className={styles.table} aria-label={title}>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
