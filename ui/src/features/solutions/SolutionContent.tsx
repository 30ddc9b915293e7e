import { Link } from '@tanstack/react-router'
import type { EnvironmentView, SolutionComponent, SolutionDetail } from '@/api/types'
import { Section } from '@/ui/Page'
import { PlainTable } from '@/ui/PlainTable'
import { BoundTo, Named } from '@/ui/plan/PlanTables'
import { componentKind } from '@/ui/plan/planSummary'
import { Badge } from '@/ui/Status'
import { connectorLabel, sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import { RemoveComponent } from './RemoveComponent'
import styles from './solutions.module.css'

type Props = { environment: EnvironmentView; solution: SolutionDetail }

/** What a solution holds, what it needs here, and what is kept in it. */
export function SolutionContent({ environment, solution }: Props) {
  const { components, references, variables, kept, dependencies } = solution
  return (
    <>
      <Section title={`Components (${components.length})`} flush>
        {components.length === 0 ? (
          <p className={styles.empty}>
            Nothing is in it yet. Add flows, tables, references, variables and roles of this environment.
          </p>
        ) : (
          <ComponentRows environment={environment} solution={solution} />
        )}
      </Section>
      <Section
        title={`Connection references (${references.length})`}
        actions={<Link {...urls.variables(environment.name)}>Bind them</Link>}
        flush
      >
        {references.length > 0 && (
          <PlainTable label="Connection references" head={['Reference', 'Connector', 'Bound to']}>
            {references.map(({ logicalName, displayName, connector, boundTo }) => (
              <tr key={logicalName}>
                <td>
                  <Named name={displayName} code={logicalName} />
                </td>
                <td>{connectorLabel(connector)}</td>
                <td>{boundTo ? <BoundTo bound={boundTo} /> : <Badge tone="warn">not bound</Badge>}</td>
              </tr>
            ))}
          </PlainTable>
        )}
      </Section>
      <Section
        title={`Environment variables (${variables.length})`}
        actions={<Link {...urls.variables(environment.name)}>Set them</Link>}
        flush
      >
        {variables.length > 0 && (
          <PlainTable label="Environment variables" head={['Variable', 'Type', 'Value here', 'Default']}>
            {variables.map(({ schemaName, displayName, type, value, default: preset }) => (
              <tr key={schemaName}>
                <td>
                  <Named name={displayName} code={schemaName} />
                </td>
                <td>{sentenceCase(type)}</td>
                <td>{value === undefined ? <NoValue preset={preset} /> : <code>{value}</code>}</td>
                <td>
                  {preset === undefined ? <span className={styles.quiet}>none</span> : <code>{preset}</code>}
                </td>
              </tr>
            ))}
          </PlainTable>
        )}
      </Section>
      {dependencies.length > 0 && <Names title="Needs" names={dependencies} />}
      {kept.length > 0 && <Names title="Kept in the package, not used here" names={kept} />}
    </>
  )
}

function NoValue({ preset }: { preset: string | undefined }) {
  if (preset !== undefined) return <span className={styles.quiet}>the default</span>
  return <Badge tone="warn">no value</Badge>
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  return (
    <Section title={`${title} (${names.length})`}>
      <ul className={styles.plain}>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </Section>
  )
}

/** Kinds in the order in which people look for them; others follow. */
const ORDER = ['flow', 'table', 'reference', 'variable', 'role', 'connector']

function rank({ kind }: SolutionComponent): number {
  const at = ORDER.indexOf(kind)
  return at < 0 ? ORDER.length : at
}

function ComponentRows({ environment, solution }: Props) {
  const ordered = [...solution.components].sort(
    (left, right) => rank(left) - rank(right) || left.name.localeCompare(right.name),
  )
  const isEditable = !solution.managed
  return (
    <PlainTable label="Components" head={['Kind', 'Name', 'Name in files', ...(isEditable ? [''] : [])]}>
      {ordered.map((component) => (
        <tr key={`${component.kind} ${component.key}`}>
          <td>{componentKind(component.kind)}</td>
          <td>
            <ComponentName environment={environment} component={component} />
          </td>
          <td>
            <code className={styles.quiet}>{component.key}</code>
          </td>
          {isEditable && (
            <td className={styles.end}>
              <RemoveComponent environment={environment} solution={solution} component={component} />
            </td>
          )}
        </tr>
      ))}
    </PlainTable>
  )
}

function ComponentName({
  environment,
  component: { kind, key, name },
}: {
  environment: EnvironmentView
  component: SolutionComponent
}) {
  if (kind === 'flow') return <Link {...urls.flow(environment.name, key)}>{name || key}</Link>
  if (kind === 'table' || kind === 'columns')
    return <Link {...urls.table(environment.name, key)}>{name || key}</Link>
  if (kind === 'reference' || kind === 'variable')
    return <Link {...urls.variables(environment.name)}>{name || key}</Link>
  return name || key
}
