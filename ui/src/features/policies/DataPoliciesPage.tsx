import { AddRegular } from '@fluentui/react-icons/svg/add'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { policiesQuery } from '@/api/dataPolicies'
import type { DataPolicy } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { CliCommand } from '@/ui/CliCommand'
import { Facts, Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { policyCan } from '@/util/can'
import { cli } from '@/util/cli'
import { connectorLabel } from '@/util/text'
import { useMe } from '@/util/useEnvironment'
import { DeletePolicyDialog } from './DeletePolicyDialog'
import { PolicyDialog } from './PolicyDialog'
import styles from './policies.module.css'
import { GROUPS, groupName } from './policyForm'

type Asking = { verb: 'make' } | { verb: 'change' | 'delete'; policy: DataPolicy }

/** Which connectors may stand in one flow, and where that holds. */
export function DataPoliciesPage() {
  const can = policyCan.administer(useMe())
  const query = useQuery(policiesQuery())
  const [asking, setAsking] = useState<Asking>()
  const close = () => setAsking(undefined)
  return (
    <Page
      title="Data policies"
      intro="A data policy puts connectors into groups: no flow uses a business one together with a non-business one, and none uses a blocked one."
      actions={
        <>
          <CliCommand command={cli.dataPolicyList()} />
          <ActionButton
            appearance="primary"
            size="small"
            icon={<AddRegular />}
            can={can}
            onClick={() => setAsking({ verb: 'make' })}
          >
            New data policy
          </ActionButton>
        </>
      }
    >
      <QueryState query={query} what="the data policies">
        {({ value }) =>
          value.length === 0 ? (
            <Section title="No data policy yet">
              <p className={styles.sentence}>Flows may use all connectors together until there is one.</p>
            </Section>
          ) : (
            value.map((policy) => (
              <Section
                key={policy.name}
                title={policy.displayName}
                actions={
                  <span className={styles.line}>
                    <ActionButton
                      size="small"
                      can={can}
                      aria-label={`Delete ${policy.displayName}`}
                      onClick={() => setAsking({ verb: 'delete', policy })}
                    >
                      Delete
                    </ActionButton>
                    <ActionButton
                      size="small"
                      can={can}
                      aria-label={`Change ${policy.displayName}`}
                      onClick={() => setAsking({ verb: 'change', policy })}
                    >
                      Change
                    </ActionButton>
                  </span>
                }
              >
                <PolicyFacts policy={policy} />
              </Section>
            ))
          )
        }
      </QueryState>
      {asking?.verb === 'make' && <PolicyDialog close={close} />}
      {asking?.verb === 'change' && <PolicyDialog policy={asking.policy} close={close} />}
      {asking?.verb === 'delete' && <DeletePolicyDialog policy={asking.policy} close={close} />}
    </Page>
  )
}

function PolicyFacts({ policy }: { policy: DataPolicy }) {
  const { environments } = useMe()
  const names = (some: readonly string[] = []) =>
    some.map((one) => environments.find(({ name }) => name === one)?.displayName ?? one).join(', ')
  const { scope } = policy
  const where =
    'environments' in scope
      ? names(scope.environments)
      : scope.except?.length
        ? `Everywhere but in ${names(scope.except)}`
        : 'Everywhere'
  return (
    <Facts
      facts={[
        ['Name in addresses', <code key="name">{policy.name}</code>],
        ['Where it holds', where],
        ...GROUPS.map(([group, label]) => [label, policy[group].map(connectorLabel).join(', ')] as const),
        ['Every other connector', groupName(policy.newConnectors)],
      ]}
    />
  )
}
