import type { FlowDetail } from '@/api/types'
import { Section } from '@/ui/Page'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import styles from './flows.module.css'

/** The versions of a flow, newest first. */
export function FlowVersions({ flow }: { flow: FlowDetail }) {
  const versions = [...flow.versions].sort((left, right) => right.number - left.number)
  return (
    <Section title={`Versions (${versions.length})`} flush>
      <ul className={styles.list}>
        {versions.map(({ number, at, by }) => (
          <li key={number}>
            <span className={styles.line}>
              <strong>Version {number}</strong>
              {number === flow.publishedVersion && <Badge tone="ok">published</Badge>}
            </span>
            <span className={styles.line}>
              <Time at={at} /> by <PrincipalChip principal={by} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
