import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { accessQuery } from '@/api/sharing'
import type { FlowAccess, PersonAccess, PrincipalChip as Principal } from '@/api/types'
import { Notice } from '@/ui/Notice'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { PrincipalPicker } from '@/ui/PrincipalPicker'
import { Badge } from '@/ui/Status'
import { asSentence, connectorLabel, ended, list } from '@/util/text'
import { TIER_LABELS } from '@/util/tiers'
import { utcDay } from '@/util/time'
import styles from './sharing.module.css'

type Props = { environment: string; flow: string; hasChanges: boolean }

/** What one person can do with the flow, why, and as whom it would act for that person. */
export function EffectiveTab({ environment, flow, hasChanges }: Props) {
  const [chosen, setChosen] = useState<Principal>()
  return (
    <>
      <PrincipalPicker
        label="Choose a person or a service account"
        kinds={['user', 'serviceAccount']}
        onChoose={setChosen}
      />
      {hasChanges && (
        <Notice tone="quiet">What you changed here counts once it is saved. This is how it is now.</Notice>
      )}
      {chosen && <Access key={chosen.id} environment={environment} flow={flow} chosen={chosen} />}
    </>
  )
}

type AccessProps = { environment: string; flow: string; chosen: Principal }

function Access({ environment, flow, chosen }: AccessProps) {
  const query = useQuery(accessQuery(environment, flow, chosen.id))
  return (
    <section aria-label={`Access of ${chosen.displayName}`} className={styles.cards}>
      <QueryState query={query} what="the access">
        {(access) => {
          const person = access.people.find(({ principal }) => principal.id === chosen.id)
          return person && person.paths.length > 0 ? (
            <Found person={person} access={access} />
          ) : (
            <>
              <div className={styles.cardHead}>
                <PrincipalChip principal={chosen} />
                <Badge tone="quiet">no access</Badge>
              </div>
              <p className={styles.note}>Neither a share nor a role opens this flow to them.</p>
            </>
          )
        }}
      </QueryState>
    </section>
  )
}

function Found({ person, access }: { person: PersonAccess; access: FlowAccess }) {
  const { principal, tiers, mayStart, maySeeRuns, mayChange, paths } = person
  return (
    <>
      <div className={styles.cardHead}>
        <PrincipalChip principal={principal} />
        {tiers.length === 0 && <Badge tone="quiet">by a role, not by a share</Badge>}
        {tiers.map((tier) => (
          <Badge key={tier} tone="busy">
            {TIER_LABELS[tier]}
          </Badge>
        ))}
      </div>
      <ul className={styles.answers} aria-label="May">
        <Answer yes={mayStart} what="start it" />
        <Answer yes={maySeeRuns} what="see its runs, with inputs and outputs" />
        <Answer yes={mayChange} what="change it" />
      </ul>
      <div className={styles.part}>
        <h3 className={styles.heading}>Why</h3>
        <ul className={styles.list} aria-label="Why">
          {paths.map(({ sentence, endsAt }) => (
            <li key={sentence}>
              {asSentence(sentence)}
              {endsAt && <span className={styles.quiet}>ends on {utcDay(endsAt)}</span>}
            </li>
          ))}
        </ul>
      </div>
      {mayStart && <Identities principal={principal} access={access} />}
    </>
  )
}

function Answer({ yes, what }: { yes: boolean; what: string }) {
  return (
    <li className={yes ? styles.yes : styles.no}>
      {yes ? <CheckmarkRegular aria-hidden /> : <DismissRegular aria-hidden />}
      {yes ? 'may' : 'may not'} {what}
    </li>
  )
}

function Identities({ principal, access }: { principal: Principal; access: FlowAccess }) {
  const { identities = [], missingConnections = [] } = access
  const missing = [...new Set(missingConnections.map(({ connector }) => connectorLabel(connector)))]
  return (
    <div className={styles.part}>
      <h3 className={styles.heading}>If {principal.displayName} starts it</h3>
      {identities.length === 0 && <p className={styles.note}>It uses no connection, so it acts as nobody.</p>}
      <ul className={styles.list} aria-label="Identities">
        {identities.map(({ reference, displayName, sentence, missing: why }) => (
          <li key={reference}>
            <strong>{displayName}</strong> <span>{ended(sentence)}</span>
            {why && !sentence.includes(why) && <Badge tone="warn">{why}</Badge>}
          </li>
        ))}
      </ul>
      {missing.length > 0 && (
        <Notice tone="warn">
          Before the first start, {principal.displayName} makes an own connection for {list(missing)}. My
          buttons asks for it once.
        </Notice>
      )}
    </div>
  )
}
