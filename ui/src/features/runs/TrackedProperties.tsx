import { CopyButton } from '@/ui/CopyButton'
import { Facts } from '@/ui/Page'
import styles from './runs.module.css'

/** What the flow tracks of an action, if it tracks anything: a name and a value a line. */
export function TrackedProperties({ properties }: { properties: readonly (readonly [string, string])[] }) {
  if (properties.length === 0) return null
  return (
    <section aria-label="Tracked properties" className={styles.tracked}>
      <h3>Tracked properties</h3>
      <Facts
        facts={properties.map(([name, value]) => [
          name,
          <span key={name} className={styles.trackedValue}>
            <code>{value}</code>
            <CopyButton text={value} label={`Copy ${name}`} />
          </span>,
        ])}
      />
    </section>
  )
}
