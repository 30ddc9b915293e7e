import { EditRegular } from '@fluentui/react-icons/svg/edit'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { holdsIn, policiesQuery } from '@/api/dataPolicies'
import { driftSummaryQuery } from '@/api/drift'
import { pipelinesQuery } from '@/api/pipelines'
import { ActionButton } from '@/ui/ActionButton'
import { CliCommand } from '@/ui/CliCommand'
import { EnvironmentPill } from '@/ui/EnvironmentPill'
import { SolutionMatrix } from '@/ui/matrix/SolutionMatrix'
import { Facts, Page, Section } from '@/ui/Page'
import { policyCan, protectionCan } from '@/util/can'
import { cli } from '@/util/cli'
import { list, sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import { useEnvironment, useMe } from '@/util/useEnvironment'
import { BreakGlassSection } from './BreakGlassSection'
import { EnvironmentDialog } from './EnvironmentDialog'
import styles from './environments.module.css'
import { MembersSection } from './MembersSection'
import { driftMeaning, protectionMeaning, sharingMeaning, signatureMeaning } from './meanings'
import { ReleasesSection } from './ReleasesSection'

/** How an environment is kept: what protects it, who is in it, what was released to it, and how the others compare. */
export function EnvironmentPage() {
  const environment = useEnvironment()
  const me = useMe()
  const pipelines = useQuery(pipelinesQuery()).data?.value ?? []
  const [isEditing, setEditing] = useState(false)
  const { name, displayName, kind, role, policy, protection } = environment
  const drift = useQuery(driftSummaryQuery(name)).data
  const policies = useQuery({ ...policiesQuery(), enabled: !policyCan.read(me).reason }).data?.value
  const leading = pipelines.filter(({ stages }) => stages.some((stage) => stage.environment === name))
  return (
    <Page
      title="Environment"
      environment={environment}
      beside={<EnvironmentPill environment={environment} />}
      actions={
        <>
          <CliCommand command={cli.environmentList()} />
          <ActionButton
            size="small"
            icon={<EditRegular />}
            can={protectionCan.change(me, environment)}
            onClick={() => setEditing(true)}
          >
            Change
          </ActionButton>
        </>
      }
    >
      <Section title={displayName}>
        <Facts
          facts={[
            ['Name in addresses', <code key="name">{name}</code>],
            ['Type', sentenceCase(kind)],
            ['Your role', role ? sentenceCase(role) : 'none'],
            ['Direct changes', protectionMeaning(environment.protected)],
            [
              'Pipelines',
              leading.length > 0 ? (
                <span key="pipelines" className={styles.line}>
                  {leading.map((pipeline) => (
                    <Link key={pipeline.id} {...urls.pipeline(pipeline.name)}>
                      {pipeline.name}
                    </Link>
                  ))}
                </span>
              ) : (
                'none leads here'
              ),
            ],
            ['Signatures', signatureMeaning(protection.signatures)],
            [
              'Known signers',
              protection.signers.length ? (
                <ul key="signers" className={styles.plain}>
                  {protection.signers.map((signer) => (
                    <li key={signer.publicKey}>
                      {signer.name} <code className={styles.quiet}>{signer.publicKey}</code>
                    </li>
                  ))}
                </ul>
              ) : undefined,
            ],
            ['Shares of flows', sharingMeaning(policy)],
            [
              'Data policies',
              policies && (
                <Link key="policies" {...urls.dataPolicies()}>
                  {list(policies.filter((one) => holdsIn(one, name)).map((one) => one.displayName)) ||
                    'none holds here'}
                </Link>
              ),
            ],
            [
              'Drift',
              drift && (
                <Link key="drift" {...urls.drift(name)}>
                  {driftMeaning(drift)}
                </Link>
              ),
            ],
          ]}
        />
      </Section>
      {environment.protected && <BreakGlassSection environment={environment} />}
      <SolutionMatrix
        title="Solutions here and elsewhere"
        // Whoever only uses flows somewhere may not list its solutions.
        environments={me.environments.filter((one) => one.role !== 'user')}
        pipelines={pipelines}
        here={name}
      />
      <ReleasesSection environment={environment} />
      <MembersSection environment={environment} />
      {isEditing && <EnvironmentDialog environment={environment} close={() => setEditing(false)} />}
    </Page>
  )
}
