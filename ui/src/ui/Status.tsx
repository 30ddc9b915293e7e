import type { FluentIcon } from '@fluentui/react-icons'
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise'
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle'
import { ClockDismissRegular } from '@fluentui/react-icons/svg/clock-dismiss'
import { DismissCircleFilled } from '@fluentui/react-icons/svg/dismiss-circle'
import { FastForwardRegular } from '@fluentui/react-icons/svg/fast-forward'
import { HourglassRegular } from '@fluentui/react-icons/svg/hourglass'
import { SubtractCircleRegular } from '@fluentui/react-icons/svg/subtract-circle'
import type { ReactNode } from 'react'
import type { ActionStatus } from '@/api/types'
import { statusLabel } from '@/util/runStatus'
import styles from './Status.module.css'

export type Tone = 'ok' | 'bad' | 'warn' | 'busy' | 'quiet'

const LOOKS: Record<ActionStatus, { tone: Tone; icon: FluentIcon }> = {
  Running: { tone: 'busy', icon: ArrowClockwiseRegular },
  Waiting: { tone: 'warn', icon: HourglassRegular },
  Succeeded: { tone: 'ok', icon: CheckmarkCircleFilled },
  Failed: { tone: 'bad', icon: DismissCircleFilled },
  Cancelled: { tone: 'quiet', icon: SubtractCircleRegular },
  TimedOut: { tone: 'bad', icon: ClockDismissRegular },
  Skipped: { tone: 'quiet', icon: FastForwardRegular },
}

/** A status a server newer than this page may add still shows as a word. */
const UNKNOWN = { tone: 'quiet', icon: SubtractCircleRegular } as const

export function statusTone(status: ActionStatus): Tone {
  return (LOOKS[status] ?? UNKNOWN).tone
}

/** The status of a run or an action: an icon of its own shape, a colour, and the word unless only the icon fits. */
export function Status({ status, iconOnly = false }: { status: ActionStatus; iconOnly?: boolean }) {
  const { tone, icon: Icon } = LOOKS[status] ?? UNKNOWN
  const label = statusLabel(status)
  return (
    <span className={`${styles.status} ${styles[tone]}`} title={iconOnly ? label : undefined}>
      <Icon aria-hidden className={status === 'Running' ? styles.spin : undefined} />
      <span className={iconOnly ? 'sr-only' : undefined}>{label}</span>
    </span>
  )
}

/** A short word with a tone, for states that are not those of a run. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={`${styles.badge} ${styles[tone]}`}>
      {icon}
      {children}
    </span>
  )
}
