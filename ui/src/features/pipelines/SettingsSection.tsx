import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { pipelineKeys, setPromotionSettings } from '@/api/pipelines'
import type { EnvironmentView, Promotion } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ErrorNotice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { Bindings } from '@/ui/plan/Bindings'
import { Owners } from '@/ui/plan/Owners'
import { Values } from '@/ui/plan/Values'
import { type DeploymentSettings, NO_SETTINGS, readSettings } from '@/util/deploymentSettings'
import styles from './pipelines.module.css'

type Props = { promotion: Promotion; environment: EnvironmentView }

/** What the target supplies: connections and values. Choosing others plans anew, and what was approved falls. */
export function SettingsSection({ promotion, environment }: Props) {
  const { plan } = promotion
  const planned = settingsOf(promotion)
  const queryClient = useQueryClient()
  const [chosen, setChosen] = useState(planned)
  const setting = useMutation({
    mutationFn: () => setPromotionSettings(promotion.id, chosen),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: pipelineKeys.promotions }),
  })
  const isSame = JSON.stringify(chosen) === JSON.stringify(planned)
  if (plan.references.length + plan.variables.length + plan.flows.length === 0) return null
  return (
    <Section title={`Connections, values and owners in ${environment.displayName}`}>
      <div className={styles.fields}>
        <Bindings environment={environment} plan={plan} settings={chosen} choose={setChosen} />
        <Values plan={plan} settings={chosen} choose={setChosen} />
        <Owners plan={plan} settings={chosen} choose={setChosen} />
        <ErrorNotice error={setting.error} />
        <span className={styles.line}>
          <ActionButton
            size="small"
            appearance={isSame ? undefined : 'primary'}
            can={{ reason: isSame ? 'It is planned with these already.' : undefined }}
            busy={setting.isPending}
            onClick={() => setting.mutate()}
          >
            Plan with these
          </ActionButton>
          {promotion.given > 0 && (
            <span className={styles.quiet}>What was approved falls: it was given for another plan.</span>
          )}
        </span>
      </div>
    </Section>
  )
}

/** What the promotion was planned with. */
function settingsOf({ settings }: Promotion): DeploymentSettings {
  return settings ? readSettings(JSON.stringify(settings)) : NO_SETTINGS
}
