import type { Promotion } from '@/api/types'
import { Notice } from '@/ui/Notice'
import { Facts, Section } from '@/ui/Page'
import { PlainTable } from '@/ui/PlainTable'
import { PrincipalChip, PrincipalChips } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { asSentence, count } from '@/util/text'
import styles from './pipelines.module.css'

/** Who asked, who has to approve, who may not and why, and what was said. */
export function ReviewSection({ promotion }: { promotion: Promotion }) {
  const { state, needed, given, decisions, approvers, authors, requestedBy, requestedAt } = promotion
  const isOpen = state === 'waiting' || state === 'approved'
  return (
    <Section title="Review">
      {isOpen && needed > 0 && promotion.whyNot && (
        <Notice tone="quiet">{asSentence(promotion.whyNot)}</Notice>
      )}
      <Facts
        facts={[
          [
            'Requested by',
            <span key="by" className={styles.line}>
              <PrincipalChip principal={requestedBy} /> <Time at={requestedAt} />
            </span>,
          ],
          ['Note', promotion.note],
          [
            'Approvals',
            needed === 0 ? 'This stage needs none.' : `${given} of ${count(needed, 'approval')} given`,
          ],
          [
            'Who may approve',
            needed > 0 ? (
              <PrincipalChips key="approvers" principals={approvers} nobody="nobody can at the moment" />
            ) : undefined,
          ],
          [
            'Who may not',
            needed > 0 ? (
              <span key="barred" className={styles.line}>
                <PrincipalChip principal={requestedBy} /> asked for it
                {authors
                  .filter(({ id }) => id !== requestedBy.id)
                  .map((author) => (
                    <span key={author.id} className={styles.line}>
                      · <PrincipalChip principal={author} /> wrote something of what changes
                    </span>
                  ))}
              </span>
            ) : undefined,
          ],
          ['With the rights of', <PrincipalChip key="deployer" principal={promotion.deployer} />],
          ['Package', <code key="package">{promotion.package.digest}</code>],
          ['Plan', <code key="plan">{promotion.planDigest}</code>],
        ]}
      />
      {decisions.length > 0 && (
        <PlainTable label="Decisions" head={['Who', 'Decision', 'When', 'Comment']}>
          {decisions.map(({ by, decision, at, comment }) => (
            <tr key={`${by.id} ${at}`}>
              <td>
                <PrincipalChip principal={by} />
              </td>
              <td>
                {decision === 'approve' ? (
                  <Badge tone="ok">Approved</Badge>
                ) : (
                  <Badge tone="bad">Rejected</Badge>
                )}
              </td>
              <td>
                <Time at={at} />
              </td>
              <td>{comment}</td>
            </tr>
          ))}
        </PlainTable>
      )}
    </Section>
  )
}
