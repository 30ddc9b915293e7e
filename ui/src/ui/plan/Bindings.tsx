import { Button, Field, Select } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons/svg/add'
import { LightbulbRegular } from '@fluentui/react-icons/svg/lightbulb'
import { useState } from 'react'
import type { Bound, DeploymentPlan, EnvironmentView, PlannedReference } from '@/api/types'
import { NewConnectionDialog } from '@/ui/NewConnectionDialog'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { chosenConnection, type DeploymentSettings, withConnection } from '@/util/deploymentSettings'
import { KIND_LABELS } from '@/util/identity'
import { connectorLabel, list } from '@/util/text'
import styles from './plan.module.css'
import { isUnbound } from './planSummary'
import { TryConnection } from './TryConnection'

type Props = {
  environment: EnvironmentView
  plan: DeploymentPlan
  settings: DeploymentSettings
  choose: (settings: DeploymentSettings) => void
}

/** For each reference of the package the connection, and with it who acts. */
export function Bindings({ environment, plan, settings, choose }: Props) {
  const [adding, setAdding] = useState<PlannedReference>()
  const bind = (reference: PlannedReference, connection: string | undefined) =>
    choose(withConnection(settings, reference, connection))
  if (plan.references.length === 0)
    return <p className={styles.none}>The package has no connection reference.</p>
  return (
    <>
      <p className={styles.none}>
        Actions act as the owner of the connection that their reference is bound to. A reference without one
        keeps the flows that use it off.
      </p>
      <ul className={styles.choices}>
        {plan.references.map((reference) => (
          <li key={reference.logicalName}>
            <ReferenceChoice
              environment={environment}
              reference={reference}
              chosen={chosenConnection(settings, reference.logicalName)}
              bind={(connection) => bind(reference, connection)}
              add={() => setAdding(reference)}
            />
          </li>
        ))}
      </ul>
      {adding && (
        <NewConnectionDialog
          environment={environment}
          connector={adding.connector}
          created={({ id }) => bind(adding, id)}
          close={() => setAdding(undefined)}
        />
      )}
    </>
  )
}

type ChoiceProps = {
  environment: EnvironmentView
  reference: PlannedReference
  chosen: string | undefined
  bind: (connection: string | undefined) => void
  add: () => void
}

function optionText({ displayName, owner }: Bound): string {
  return `${displayName}, acts as ${owner.displayName} (${KIND_LABELS[owner.kind]})`
}

function ReferenceChoice({ environment, reference, chosen, bind, add }: ChoiceProps) {
  const { logicalName, connector, before, connection, choices, flows, source } = reference
  const name = reference.displayName || logicalName
  const bound = isUnbound(reference) ? undefined : connection
  const isListed = choices.some(({ id }) => id === chosen)
  return (
    <>
      <Field
        label={name}
        hint={`${logicalName}, for ${connectorLabel(connector)}${flows.length > 0 ? `, used by ${list(flows)}` : ''}`}
      >
        <Select value={chosen ?? ''} onChange={(_, { value }) => bind(value || undefined)}>
          <option value="">{before ? `As it is: ${optionText(before)}` : 'Not bound'}</option>
          {chosen !== undefined && !isListed && (
            <option value={chosen}>
              {connection?.id === chosen ? optionText(connection) : `${chosen}, from the settings file`}
            </option>
          )}
          {choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {optionText(choice)}
            </option>
          ))}
        </Select>
      </Field>
      <div className={styles.line}>
        {bound ? (
          <>
            Acts as <PrincipalChip principal={bound.owner} />
            {before && before.owner.id !== bound.owner.id && (
              <>
                instead of <PrincipalChip principal={before.owner} />
              </>
            )}
            {environment.protected && bound.owner.kind === 'user' && (
              <Badge tone="warn">a person’s, in a protected environment</Badge>
            )}
          </>
        ) : (
          <Badge tone="warn">not bound</Badge>
        )}
        {source === 'suggested' && connection && (
          <Button
            size="small"
            appearance="primary"
            icon={<LightbulbRegular />}
            aria-label={`Use ${connection.displayName} for ${name}`}
            onClick={() => bind(connection.id)}
          >
            Use {connection.displayName}
          </Button>
        )}
        {bound && <TryConnection key={bound.id} environment={environment.name} bound={bound} />}
        <Button size="small" icon={<AddRegular />} aria-label={`New connection for ${name}`} onClick={add}>
          New connection
        </Button>
      </div>
    </>
  )
}
