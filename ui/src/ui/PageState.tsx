import { Button, Spinner } from '@fluentui/react-components'
import type { FluentIcon } from '@fluentui/react-icons'
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle'
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed'
import { SearchRegular } from '@fluentui/react-icons/svg/search'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { asApiError, errorReport } from '@/api/error'
import { CopyButton } from './CopyButton'
import styles from './Notice.module.css'
import { Prose } from './Prose'

type StateProps = {
  icon: FluentIcon
  title: string
  children?: ReactNode
  actions?: ReactNode
  alert?: boolean
}

/** What a page shows in place of its content. */
export function PageState({ icon: Icon, title, children, actions, alert }: StateProps) {
  return (
    <div className={styles.state} role={alert ? 'alert' : undefined}>
      <Icon aria-hidden />
      <h2>{title}</h2>
      {children}
      {actions && <div className={styles.stateActions}>{actions}</div>}
    </div>
  )
}

export function Loading({ what }: { what: string }) {
  return (
    <div className={styles.state}>
      <Spinner size="small" label={`Loading ${what}…`} delay={200} />
    </div>
  )
}

type FailureProps = { error: unknown; what: string; retry: () => void }

/** Why something cannot be shown: no permission, not there, or a fault. */
export function Failure({ error, what, retry }: FailureProps) {
  const shown = asApiError(error)
  const copy = (
    <CopyButton label="Copy the whole message" text={errorReport(shown)}>
      Copy details
    </CopyButton>
  )
  if (shown.status === 403) {
    return (
      <PageState icon={LockClosedRegular} title={`You may not see ${what}`} actions={copy}>
        <p>
          <Prose text={shown.message} />
        </p>
        <p>
          <Prose text={shown.hint ?? 'Ask an admin of the environment for access.'} />
        </p>
      </PageState>
    )
  }
  if (shown.status === 404) {
    return (
      <PageState icon={SearchRegular} title={`Not found: ${what}`} actions={copy}>
        <p>
          <Prose text={shown.message} />
        </p>
        <p>
          <Prose text={shown.hint ?? 'Check the address, and the environment at the top.'} />
        </p>
      </PageState>
    )
  }
  return (
    <PageState
      icon={ErrorCircleRegular}
      title={shown.title}
      alert
      actions={
        <>
          <Button appearance="primary" onClick={retry}>
            Try again
          </Button>
          {copy}
        </>
      }
    >
      <p>
        <Prose text={shown.message} />
      </p>
      {shown.hint && (
        <p>
          <Prose text={shown.hint} />
        </p>
      )}
      <p>
        <code>{shown.code}</code>
        {shown.correlationId && <code> · {shown.correlationId}</code>}
      </p>
    </PageState>
  )
}

type QueryProps<Data> = {
  query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch'>
  what: string
  children: (data: Data) => ReactNode
}

/** Shows what a query brought, or its loading, failed or forbidden state. Data that is there stays while it refreshes. */
export function QueryState<Data>({ query, what, children }: QueryProps<Data>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <Failure error={query.error} what={what} retry={() => void query.refetch()} />
  return <Loading what={what} />
}
