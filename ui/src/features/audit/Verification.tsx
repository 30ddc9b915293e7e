import { useMutation } from '@tanstack/react-query'
import { verifyAudit } from '@/api/audit'
import type { VerifiedAudit } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { CliCommand } from '@/ui/CliCommand'
import { CopyButton } from '@/ui/CopyButton'
import { ErrorNotice, Notice } from '@/ui/Notice'
import { Facts, Section } from '@/ui/Page'
import { auditCan } from '@/util/can'
import { cli } from '@/util/cli'
import { useMe } from '@/util/useEnvironment'
import { verdict } from './audit'
import styles from './audit.module.css'

/** Compares every hash of the log when asked to, and says what came of it. */
export function Verification() {
  const me = useMe()
  const verifying = useMutation({ mutationFn: verifyAudit })
  return (
    <Section
      title="Is it what was written?"
      actions={
        <span className={styles.line}>
          <CliCommand command={cli.auditVerify()} />
          <ActionButton
            size="small"
            can={auditCan.read(me)}
            busy={verifying.isPending}
            onClick={() => verifying.mutate()}
          >
            {verifying.isPending ? 'Verifying…' : 'Verify'}
          </ActionButton>
        </span>
      }
    >
      <div className={styles.body} aria-live="polite">
        {!verifying.data && !verifying.error && (
          <p className={styles.sentence}>
            Verifying reads the whole log and compares every hash, and the runs that it vouches for with the
            history.
          </p>
        )}
        <ErrorNotice error={verifying.error} />
        {verifying.data && <Verified verified={verifying.data} />}
      </div>
    </Section>
  )
}

function Verified({ verified }: { verified: VerifiedAudit }) {
  const { entries, head, runs } = verified
  const { whole, sentence } = verdict(verified)
  return (
    <>
      <Notice tone={whole ? 'ok' : 'bad'} title={sentence} />
      <Facts
        facts={[
          ['Whole entries', entries],
          [
            'Last hash',
            <span key="head" className={styles.line}>
              <code>{head}</code>
              <CopyButton text={head} label="Copy the last hash" />
              <span className={styles.quiet}>
                Keep it elsewhere: it shows later that nothing was cut off.
              </span>
            </span>,
          ],
          ['Runs as they ended', runs.whole],
          ['Runs that have left the history', runs.removed],
          [
            'Runs that were changed',
            runs.changed.length === 0 ? 'none' : `vouched for by ${runs.changed.join(', ')}`,
          ],
        ]}
      />
    </>
  )
}
