import type { Impact } from '@/api/types'
import { count, readableName } from '@/util/text'
import styles from './ImpactView.module.css'
import { Notice } from './Notice'
import { PrincipalChip } from './Principal'

/** Which actions of which flows a change of connections reaches, and as whom each acts before and after it. */
export function ImpactView({ impact }: { impact: Impact }) {
  const underWay = impact.flows.reduce((sum, flow) => sum + flow.underWay, 0)
  return (
    <div className={styles.impact}>
      <p>{affects(impact, underWay)}</p>
      {(impact.loses.length > 0 || impact.gains.length > 0) && (
        <dl className={styles.who}>
          <Who label="No longer acts" chips={impact.loses} />
          <Who label="Acts from then on" chips={impact.gains} />
        </dl>
      )}
      {impact.flows.map((flow) => (
        <section key={flow.id} aria-label={flow.name} className={styles.flow}>
          <h3>
            {flow.name} <span className={styles.quiet}>version {flow.version}</span>
          </h3>
          {flow.actions.length > 0 && (
            <table className={styles.table} aria-label={`Identities in ${flow.name}`}>
              <thead>
                <tr>
                  <th scope="col">Action</th>
                  <th scope="col">Before</th>
                  <th scope="col">After</th>
                </tr>
              </thead>
              <tbody>
                {flow.actions.map((action) => (
                  <tr key={action.action}>
                    <th scope="row">{readableName(action.action)}</th>
                    <td>{action.actedAs ?? 'It is new'}</td>
                    <td>{action.actsAs}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {flow.needs.length > 0 && (
            <Notice tone="warn" title="Will not work yet">
              {flow.needs.map((need) => (
                <p key={need}>{need}</p>
              ))}
            </Notice>
          )}
        </section>
      ))}
    </div>
  )
}

/** The effects line: `Affects 3 flows (2 that you may not see) and 1 run under way.` */
export function affects({ flows, others }: Pick<Impact, 'flows' | 'others'>, underWay: number): string {
  const all = count(flows.length + others, 'flow')
  const hidden = others > 0 ? ` (${others} that you may not see)` : ''
  return `Affects ${all}${hidden} and ${count(underWay, 'run')} under way.`
}

function Who({ label, chips }: { label: string; chips: Impact['gains'] }) {
  if (chips.length === 0) return null
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {chips.map((chip) => (
          <PrincipalChip key={chip.id} principal={chip} />
        ))}
      </dd>
    </div>
  )
}
