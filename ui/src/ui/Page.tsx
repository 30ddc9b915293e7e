import type { ReactNode } from 'react'
import type { EnvironmentView } from '@/api/types'
import styles from './Page.module.css'

type PageProps = {
  title: string
  /** Whose page it is; part of the window's title, so that tabs of two environments can be told apart. */
  environment?: EnvironmentView
  crumb?: ReactNode
  beside?: ReactNode
  actions?: ReactNode
  intro?: ReactNode
  /** The content scrolls inside, not the page. */
  fill?: boolean
  children: ReactNode
}

export function Page({ title, environment, crumb, beside, actions, intro, fill, children }: PageProps) {
  const where = environment ? `${environment.displayName} (${environment.kind.toUpperCase()}) · ` : ''
  return (
    <div className={`${styles.page} ${fill ? styles.fill : ''}`}>
      <title>{`${title} · ${where}Steward`}</title>
      <header className={styles.header}>
        <div className={styles.titles}>
          {crumb && <div className={styles.crumb}>{crumb}</div>}
          <h1>{title}</h1>
          {beside}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {intro && <p className={styles.intro}>{intro}</p>}
      {children}
    </div>
  )
}

type SectionProps = { title: string; actions?: ReactNode; flush?: boolean; children: ReactNode }

/** A titled part of a page. A flush one lets its table reach the border. */
export function Section({ title, actions, flush, children }: SectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.sectionHead}>
        <h2>{title}</h2>
        {actions}
      </div>
      <div className={flush ? styles.flush : styles.sectionBody}>{children}</div>
    </section>
  )
}

/** Names and values, one pair a line. Pairs without a value are left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) =>
        value === undefined || value === null || value === '' ? null : (
          <FactPair key={name} name={name} value={value} />
        ),
      )}
    </dl>
  )
}

function FactPair({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
