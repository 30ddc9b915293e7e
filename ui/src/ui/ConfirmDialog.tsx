import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { EnvironmentView } from '@/api/types'
import { useMe } from '@/util/useEnvironment'
import { ActionButton } from './ActionButton'
import styles from './Dialog.module.css'
import { EnvironmentPill } from './EnvironmentPill'
import { ErrorNotice } from './Notice'
import { useFocusKept } from './useFocusKept'

type Props = {
  title: string
  /** What will be different for whom: shown before anything happens. */
  effects: ReactNode
  confirm: string
  busy: boolean
  error: unknown
  /** Why it cannot be confirmed yet. */
  reason?: string
  /** Where it happens; the environment of the page, where that has one. */
  environment?: EnvironmentView
  /** Has much to show. */
  wide?: boolean
  children?: ReactNode
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something changes, with the environment that it is in and the line that says what it affects. */
export function ConfirmDialog({
  title,
  effects,
  confirm,
  busy,
  error,
  reason,
  environment: given,
  wide = false,
  children,
  onConfirm,
  onClose,
}: Props) {
  const focusKept = useFocusKept()
  const { env } = useParams({ strict: false })
  const { environments } = useMe()
  const environment = given ?? environments.find(({ name }) => name === env)
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={wide ? styles.wide : styles.surface} ref={focusKept}>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            {environment && (
              <p className={styles.where}>
                <span className="sr-only">In </span>
                {environment.displayName} <EnvironmentPill environment={environment} />
              </p>
            )}
            {children}
            <div className={styles.effects} role="status" aria-label="Effects">
              {effects}
            </div>
            <ErrorNotice error={error} />
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <ActionButton appearance="primary" can={{ reason }} busy={busy} onClick={onConfirm}>
              {busy ? 'Working…' : confirm}
            </ActionButton>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
