import { Tab, TabList } from '@fluentui/react-components'
import { useId, useState } from 'react'
import type { DeploymentPlan } from '@/api/types'
import { Notice } from '@/ui/Notice'
import { Prose } from '@/ui/Prose'
import { count } from '@/util/text'
import { ChangeList } from './ChangeList'
import { IdentityChangesView } from './IdentityChangesView'
import { CheckTable, ComponentTable, FlowTable, ReferenceRows, VariableRows } from './PlanTables'
import styles from './plan.module.css'
import { addedKeys, identityChanges, identitySentences, planLines, planTitle } from './planSummary'
import { SignatureView } from './SignatureView'
import { TextDiff } from './TextDiff'

const TABLE_KINDS = new Set(['table', 'choice', 'relationship'])

type Props = {
  plan: DeploymentPlan
  /** The name of the environment that it is for. */
  environment: string
  /** Whether it has been carried out, so that its flows are there. */
  applied?: boolean
}

/** What bringing a package into an environment would do. What is refused and who acts instead of whom stand above the rest. */
export function PlanView({ plan, environment, applied = false }: Props) {
  const [tab, setTab] = useState('summary')
  const id = useId()
  const identity = identityChanges(plan)
  const who = identity.changes.length + identity.rebound.length
  const failed = plan.checks.filter(({ outcome }) => outcome === 'fail')
  const tabs: readonly (readonly [string, string])[] = [
    ['summary', 'Summary'],
    ['flows', `Flows (${plan.flows.length})`],
    ['identity', `Identity changes (${who})`],
    ['connections', `Connections (${plan.references.length})`],
    ['variables', `Variables (${plan.variables.length})`],
    ['tables', `Tables (${tableChanges(plan).length})`],
    ['checks', `Checks (${plan.checks.length})`],
    ['components', `Components (${plan.components.length})`],
    ['signature', 'Signature'],
  ]
  return (
    <div className={styles.stack}>
      <Notice tone={applied ? 'ok' : plan.canApply ? 'busy' : 'warn'} title={planTitle(plan, applied)}>
        {planLines(plan).map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Notice>
      {failed.length > 0 && (
        <Notice tone="bad" title="It cannot be applied yet">
          {failed.map(({ code, message }) => (
            <p key={`${code} ${message}`}>
              <Prose text={message} />
            </p>
          ))}
        </Notice>
      )}
      {who > 0 && (
        <Notice tone="warn" title={`${count(who, 'identity change')}: somebody else acts, or may do more`}>
          {identitySentences(identity).map((sentence) => (
            <p key={sentence}>
              <Prose text={sentence} />
            </p>
          ))}
        </Notice>
      )}
      <TabList
        size="small"
        className={styles.tabs}
        selectedValue={tab}
        onTabSelect={(_, { value }) => setTab(String(value))}
      >
        {tabs.map(([value, label]) => (
          <Tab key={value} value={value} id={`${id}-${value}`}>
            {label}
          </Tab>
        ))}
      </TabList>
      <div role="tabpanel" aria-labelledby={`${id}-${tab}`}>
        <PlanTab tab={tab} plan={plan} environment={environment} applied={applied} />
      </div>
    </div>
  )
}

function tableChanges({ changes }: DeploymentPlan) {
  return changes.filter(({ subject }) => TABLE_KINDS.has(subject.kind))
}

function PlanTab({ tab, plan, environment, applied }: Required<Props> & { tab: string }) {
  const none = (what: string) => <p className={styles.none}>{`The package has no ${what}.`}</p>
  switch (tab) {
    case 'flows': {
      return (
        <div className={styles.stack}>
          {plan.flows.length === 0 ? (
            none('flow')
          ) : (
            <FlowTable
              environment={environment}
              flows={plan.flows}
              added={addedKeys(plan)}
              applied={applied}
            />
          )}
          <ChangeList
            changes={plan.changes.filter(({ subject }) => subject.kind === 'flow')}
            none="No flow changes."
          />
          <TextDiff text={plan.text} />
        </div>
      )
    }
    case 'identity':
      return <IdentityChangesView {...identityChanges(plan)} />
    case 'connections':
      return plan.references.length === 0 ? (
        none('connection reference')
      ) : (
        <ReferenceRows references={plan.references} />
      )
    case 'variables':
      return plan.variables.length === 0 ? (
        none('environment variable')
      ) : (
        <VariableRows variables={plan.variables} />
      )
    case 'tables':
      return <ChangeList changes={tableChanges(plan)} none="No table changes." />
    case 'checks':
      return (
        <CheckTable
          environment={environment}
          checks={plan.checks}
          added={applied ? new Set() : addedKeys(plan)}
        />
      )
    case 'components':
      return <ComponentTable components={plan.components} />
    case 'signature':
      return <SignatureView signature={plan.signature} />
    default:
      return <ChangeList changes={plan.changes} none="Nothing differs from what is here." />
  }
}
