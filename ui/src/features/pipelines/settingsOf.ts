import type { DeploymentPlan } from '@/api/types'
import { type DeploymentSettings, NO_SETTINGS, withConnection, withValue } from '@/util/deploymentSettings'

/** The settings that a plan was made with, as far as it used them. */
export function settingsOf(plan: Pick<DeploymentPlan, 'references' | 'variables'>): DeploymentSettings {
  const bound = plan.references.reduce(
    (settings, reference) =>
      reference.source === 'settings'
        ? withConnection(settings, reference, reference.connection?.id)
        : settings,
    NO_SETTINGS,
  )
  return plan.variables.reduce(
    (settings, { schemaName, source, value }) =>
      source === 'settings' ? withValue(settings, schemaName, value) : settings,
    bound,
  )
}
