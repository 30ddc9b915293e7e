import { Button } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle'
import { InfoRegular } from '@fluentui/react-icons/svg/info'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import type { ReactNode } from 'react'
import { asApiError, errorReport } from '@/api/error'
import { CopyButton } from './CopyButton'
import styles from './Notice.module.css'
import { Prose } from './Prose'
import type { Tone } from './Status'

const ICONS = {
  ok: CheckmarkCircleRegular,
  bad: ErrorCircleRegular,
  warn: WarningRegular,
  busy: InfoRegular,
  quiet: InfoRegular,
} as const

type Props = { tone: Tone; title?: string; children?: ReactNode }

/** A message inside a page. Bad news is announced to screen readers. */
export function Notice({ tone, title, children }: Props) {
  const Icon = ICONS[tone]
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon aria-hidden />
      <div className={styles.body}>
        {title && <div className={styles.title}>{title}</div>}
        {children}
      </div>
    </div>
  )
}

/** What a refused request said: what, the one thing to do, and what to copy into a report. */
export function ErrorNotice({ error, retry }: { error: unknown; retry?: () => void }) {
  if (!error) return null
  const shown = asApiError(error)
  const { code, title, message, hint, path, correlationId } = shown
  return (
    <Notice tone="bad" title={title}>
      <p>
        <Prose text={message} />
      </p>
      {path && (
        <p>
          At <code>{path}</code>
        </p>
      )}
      {hint && (
        <p>
          <Prose text={hint} />
        </p>
      )}
      <div className={styles.meta}>
        <code>{code}</code>
        {correlationId && (
          <span>
            Correlation id <code>{correlationId}</code>
          </span>
        )}
        <CopyButton label="Copy the whole message" text={errorReport(shown)}>
          Copy
        </CopyButton>
        {retry && (
          <Button size="small" onClick={retry}>
            Try again
          </Button>
        )}
      </div>
    </Notice>
  )
}
