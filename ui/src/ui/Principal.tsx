import { Tooltip } from '@fluentui/react-components'
import { BotRegular } from '@fluentui/react-icons/svg/bot'
import { PeopleRegular } from '@fluentui/react-icons/svg/people'
import { PersonRegular } from '@fluentui/react-icons/svg/person'
import { ProhibitedRegular } from '@fluentui/react-icons/svg/prohibited'
import { Link } from '@tanstack/react-router'
import type { CSSProperties } from 'react'
import type { PrincipalChip as Principal } from '@/api/types'
import { KIND_LABELS, principalDescription } from '@/util/identity'
import { initials } from '@/util/text'
import { utcDay, utcTime } from '@/util/time'
import { urls } from '@/util/urls'
import styles from './Principal.module.css'

const KIND_ICONS = { user: PersonRegular, serviceAccount: BotRegular, group: PeopleRegular } as const

function hoverText(principal: Principal): string {
  const ended = principal.disabledAt ?? (principal.active ? undefined : principal.expiresAt)
  const since = ended ? ` since ${utcTime(ended)}` : ''
  return `${principalDescription(principal)}${since} (${principal.name})`
}

/** Somebody, wherever one is mentioned: kind, name, whether active; leads to the person's page. */
export function PrincipalChip({ principal }: { principal: Principal }) {
  const Kind = KIND_ICONS[principal.kind] ?? PersonRegular
  return (
    <Tooltip content={hoverText(principal)} relationship="description">
      <Link
        {...urls.person(principal.id)}
        className={`${styles.chip} ${principal.active ? '' : styles.disabled}`}
      >
        <span className={styles.kind}>
          <Kind aria-hidden />
        </span>
        <span className={styles.name}>{principal.displayName}</span>
        <span className="sr-only">, {KIND_LABELS[principal.kind]}, </span>
        {principal.active ? (
          <>
            <span className={styles.dot} aria-hidden />
            <span className="sr-only">active</span>
            {principal.leavesAt && <span className={styles.state}>leaves {utcDay(principal.leavesAt)}</span>}
          </>
        ) : (
          <>
            <ProhibitedRegular aria-hidden />
            <span className={styles.state}>{principal.state}</span>
          </>
        )}
      </Link>
    </Tooltip>
  )
}

type ChipsProps = {
  principals: readonly Principal[]
  /** What to say when there is none. */
  nobody: string
  /** How many to show before the rest becomes a number. */
  most?: number
}

/** Several principals in a row. */
export function PrincipalChips({ principals, nobody, most = principals.length }: ChipsProps) {
  if (principals.length === 0) return <span className={styles.nobody}>{nobody}</span>
  const rest = principals.slice(most)
  return (
    <span className={styles.stack}>
      {principals.slice(0, most).map((principal) => (
        <PrincipalChip key={principal.id} principal={principal} />
      ))}
      {rest.length > 0 && (
        <span className={styles.nobody} title={rest.map(principalDescription).join('; ')}>
          +{rest.length}
        </span>
      )}
    </span>
  )
}

/** Hues that cannot be taken for the green, amber and red of statuses. */
const HUES = [205, 262, 310, 180, 232, 285, 335, 220]

/** A hue that stays the same for the same principal, so that identities can be told apart at a glance. */
function hue(id: string): number {
  let hash = 0
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65521
  return HUES[hash % HUES.length] ?? 205
}

type InitialsProps = { principal: Principal; says?: 'acts as' | 'started by' }

/** Initials for places too small for a chip: round for persons, square for service accounts. */
export function IdentityInitials({ principal, says = 'acts as' }: InitialsProps) {
  const style = {
    '--avatar-ink': `hsl(${hue(principal.id)} 60% var(--avatar-ink-light, 26%))`,
    '--avatar-back': `hsl(${hue(principal.id)} 55% var(--avatar-back-light, 92%))`,
    '--avatar-line': `hsl(${hue(principal.id)} 40% var(--avatar-line-light, 70%))`,
  } as CSSProperties
  const shape = principal.kind === 'serviceAccount' ? styles.serviceAccount : ''
  return (
    <span
      role="img"
      className={`${styles.avatar} ${shape} ${principal.active ? '' : styles.gone}`}
      style={style}
      title={`${says} ${hoverText(principal)}`}
      aria-label={`${says} ${principalDescription(principal)}`}
    >
      {initials(principal.displayName)}
    </span>
  )
}
