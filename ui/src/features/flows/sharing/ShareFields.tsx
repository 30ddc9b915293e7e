import { Field, Input, Radio, RadioGroup } from '@fluentui/react-components'
import type { FlowAccess } from '@/api/types'
import { GIVEN_TIERS, type GivenTier, TIER_LABELS } from '@/util/tiers'
import { dayStart, utcDay } from '@/util/time'
import type { Share } from './draft'
import styles from './sharing.module.css'
import { firstDay, LONGEST_REASON, lastDay } from './words'

type Props = {
  share: Share
  policy: FlowAccess['policy']
  onChange: (share: Share) => void
}

/** As what a flow is shared with somebody, until when, and why. */
export function ShareFields({ share, policy, onChange }: Props) {
  const last = lastDay(policy)
  return (
    <div className={styles.fields}>
      <Field label="As">
        <RadioGroup
          value={share.tier}
          onChange={(_, { value }) => onChange({ ...share, tier: value as GivenTier })}
        >
          {GIVEN_TIERS.map(({ tier, can, cannot }) => (
            <Radio
              key={tier}
              value={tier}
              label={
                <span className={styles.tier}>
                  <strong>{TIER_LABELS[tier]}</strong>
                  <span>
                    {can} {cannot}
                  </span>
                </span>
              }
            />
          ))}
        </RadioGroup>
      </Field>
      <div className={styles.beside}>
        <Field
          label="Ends on"
          required={last !== undefined}
          hint={last ? `At the latest on ${last}, in UTC.` : 'From this day on, in UTC. Never, if empty.'}
        >
          <Input
            type="date"
            min={firstDay()}
            max={last}
            value={share.endsAt ? utcDay(share.endsAt) : ''}
            onChange={(_, { value }) => onChange({ ...share, endsAt: value ? dayStart(value) : undefined })}
          />
        </Field>
        <Field label="Reason" required={policy.reasonRequired} hint="Owners of the flow read it.">
          <Input
            maxLength={LONGEST_REASON}
            value={share.reason ?? ''}
            onChange={(_, { value }) => onChange({ ...share, reason: value || undefined })}
          />
        </Field>
      </div>
    </div>
  )
}
