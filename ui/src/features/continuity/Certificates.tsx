import { useMutation } from '@tanstack/react-query'
import { certificatePage, issueCertificate } from '@/api/handovers'
import type { Certificate, PrincipalChip as Principal } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ErrorNotice, Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { count } from '@/util/text'
import styles from './handover.module.css'

/** The certificate of each leaver: that nothing resolves to them any more, or what still does. */
export function Certificates({ leavers }: { leavers: readonly Principal[] }) {
  return (
    <Section title="Certificate">
      <p className={styles.sentence}>
        A certificate looks for everything that resolves to somebody, and is signed. It is clean once nothing
        does and the account is disabled.
      </p>
      {leavers.map((leaver) => (
        <Issue key={leaver.id} leaver={leaver} />
      ))}
    </Section>
  )
}

function Issue({ leaver }: { leaver: Principal }) {
  const issuing = useMutation({ mutationFn: () => issueCertificate(leaver.id) })
  return (
    <>
      <div className={styles.line}>
        <ActionButton size="small" can={{}} busy={issuing.isPending} onClick={() => issuing.mutate()}>
          Issue the certificate of {leaver.displayName}
        </ActionButton>
      </div>
      <ErrorNotice error={issuing.error} />
      {issuing.data && <Issued certificate={issuing.data} />}
    </>
  )
}

function Issued({ certificate }: { certificate: Certificate }) {
  const found = certificate.checks.filter(({ count: number, mustBeNone }) => mustBeNone && number > 0)
  const link = (
    <a href={certificatePage(certificate.id)} target="_blank" rel="noreferrer">
      Open the certificate to print
    </a>
  )
  if (certificate.clean) {
    return (
      <Notice tone="ok" title={`Clean: nothing resolves to ${certificate.principal.displayName}`}>
        <p>{link}</p>
      </Notice>
    )
  }
  return (
    <Notice tone="warn" title={`Not clean: ${count(found.length, 'check')} found something`}>
      <ul className={styles.found}>
        {found.map(({ what, count: number, evidence }) => (
          <li key={what}>
            {what}: {number} ({evidence.join(', ')})
          </li>
        ))}
      </ul>
      <p>{link}</p>
    </Notice>
  )
}
