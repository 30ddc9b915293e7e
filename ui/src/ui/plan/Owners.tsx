import { Button } from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import type { DeploymentPlan, PlannedFlow } from '@/api/types'
import { PrincipalChips } from '@/ui/Principal'
import { PrincipalPicker } from '@/ui/PrincipalPicker'
import {
  type ChosenOwners,
  chosenOwners,
  type DeploymentSettings,
  withOwners,
} from '@/util/deploymentSettings'
import styles from './plan.module.css'

type Props = {
  plan: DeploymentPlan
  settings: DeploymentSettings
  choose: (settings: DeploymentSettings) => void
}

/** For each flow of the package who is to own it here besides those who do. */
export function Owners({ plan: { flows }, settings, choose }: Props) {
  if (flows.length === 0) return <p className={styles.none}>The package has no flow.</p>
  const add = (these: readonly PlannedFlow[], name: string) =>
    choose(
      these.reduce((all, flow) => {
        const { primary, others } = chosenOwners(all, flow)
        return others.includes(name) || primary === name
          ? all
          : withOwners(all, flow, { primary, others: [...others, name] })
      }, settings),
    )
  return (
    <>
      <p className={styles.none}>
        Whoever brings a new flow in owns it. With a second owner somebody is left to look after it when one
        leaves, and a protected environment asks for that. Nobody stops being an owner here.
      </p>
      {flows.length > 1 && (
        <div className={styles.narrow}>
          <PrincipalPicker label="Add an owner of every flow" onChoose={({ name }) => add(flows, name)} />
        </div>
      )}
      <ul className={styles.choices}>
        {flows.map((flow) => (
          <li key={flow.id}>
            <FlowOwners
              flow={flow}
              chosen={chosenOwners(settings, flow)}
              change={(owners) => choose(withOwners(settings, flow, owners))}
              add={(name) => add([flow], name)}
            />
          </li>
        ))}
      </ul>
    </>
  )
}

type FlowProps = {
  flow: PlannedFlow
  chosen: ChosenOwners
  change: (owners: ChosenOwners) => void
  add: (name: string) => void
}

function FlowOwners({ flow, chosen: { primary, others }, change, add }: FlowProps) {
  const { after } = flow.owners
  const owner = (name: string) => after.find((one) => one.name === name)
  // Who was to be primary owner before becomes a co-owner.
  const raise = (name: string) =>
    change({
      primary: name,
      others: [...(primary ? [primary] : []), ...others.filter((one) => one !== name)],
    })
  return (
    <>
      <strong>{flow.name}</strong>
      <span className={styles.line}>
        Owned by <PrincipalChips principals={after} nobody="nobody" />
      </span>
      {(primary || others.length > 0) && (
        <ul className={styles.chosen} aria-label={`Owners of ${flow.name} in the settings`}>
          {primary && (
            <Chosen
              name={owner(primary)?.displayName ?? primary}
              word="primary owner"
              flow={flow.name}
              remove={() => change({ others })}
            />
          )}
          {others.map((name) => (
            <Chosen
              key={name}
              name={owner(name)?.displayName ?? name}
              word="co-owner"
              flow={flow.name}
              raise={owner(name)?.kind === 'group' ? undefined : () => raise(name)}
              remove={() => change({ primary, others: others.filter((one) => one !== name) })}
            />
          ))}
        </ul>
      )}
      <PrincipalPicker
        label={`Add an owner of ${flow.name}`}
        without={after.map(({ id }) => id)}
        onChoose={({ name }) => add(name)}
      />
    </>
  )
}

type ChosenProps = { name: string; word: string; flow: string; raise?: () => void; remove: () => void }

function Chosen({ name, word, flow, raise, remove }: ChosenProps) {
  return (
    <li>
      {name}, {word}
      {raise && (
        <Button
          size="small"
          appearance="subtle"
          aria-label={`Make primary owner of ${flow}: ${name}`}
          onClick={raise}
        >
          Make primary
        </Button>
      )}
      <Button
        size="small"
        appearance="subtle"
        icon={<DismissRegular />}
        aria-label={`Remove ${name} from the owners of ${flow}`}
        onClick={remove}
      />
    </li>
  )
}
