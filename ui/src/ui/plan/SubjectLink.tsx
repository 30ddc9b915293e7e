import { Link, type LinkProps } from '@tanstack/react-router'
import type { CheckSubject } from '@/api/types'
import { urls } from '@/util/urls'
import styles from './plan.module.css'
import { componentKind } from './planSummary'

type Props = { environment: string; subject: CheckSubject; isThere: boolean }

/** What a check is about, with the way to where that is mended. */
export function SubjectLink({ environment, subject, isThere }: Props) {
  const page = isThere ? pageOf(environment, subject) : undefined
  const name = subject.name || subject.key
  return (
    <span className={styles.line}>
      {page ? <Link {...page}>{name}</Link> : name}
      <span className={styles.quiet}>{componentKind(subject.kind)}</span>
    </span>
  )
}

function pageOf(environment: string, { kind, key }: CheckSubject): LinkProps | undefined {
  switch (kind) {
    case 'flow':
      return urls.flow(environment, key)
    case 'table':
    case 'columns':
      return urls.table(environment, key)
    case 'reference':
    case 'variable':
      return urls.variables(environment)
    case 'connection':
      return urls.connection(environment, key)
    case 'principal':
      return urls.person(key)
    default:
      return undefined
  }
}
