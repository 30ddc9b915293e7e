import type { EnvironmentView, FlowDetail, Grant } from '@/api/types'
import { CopyButton } from '@/ui/CopyButton'
import { Notice } from '@/ui/Notice'
import { Facts, Section } from '@/ui/Page'
import { PrincipalChip } from '@/ui/Principal'
import { Prose } from '@/ui/Prose'
import { Badge } from '@/ui/Status'
import { Day, Time } from '@/ui/Time'
import { runAsLabel, runAsSentence } from '@/util/identity'
import { count } from '@/util/text'
import { isOwner, TIER_LABELS } from '@/util/tiers'
import styles from './flows.module.css'
import { ReferenceList } from './ReferenceList'
import { continuityOf } from './sharing/owners'

type Props = { environment: EnvironmentView; flow: FlowDetail }

/** A flow at a glance: what it needs, its trigger, its connections, and who it is shared with. */
export function FlowOverview({ environment, flow }: Props) {
  const grants = flow.grants.filter(({ ended }) => !ended)
  const owners = grants.filter(({ tier }) => isOwner(tier))
  const others = grants.filter(({ tier }) => !isOwner(tier))
  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        <Needs flow={flow} />
        <Section title="Trigger">
          <Facts
            facts={[
              ['Starts', <Prose key="starts" text={flow.trigger.summary} />],
              ['Name and type', `${flow.trigger.name} (${flow.trigger.type})`],
              [
                'Run as',
                impersonates(flow) ? `${runAsLabel(flow.runAs)}. ${runAsSentence(flow.runAs)}` : undefined,
              ],
              ['Address', flow.triggerUrl && <TriggerAddress url={flow.triggerUrl} />],
            ]}
          />
        </Section>
        <Section title={`Connections (${flow.references.length})`} flush>
          <ReferenceList environment={environment} flow={flow} />
        </Section>
      </div>
      <div className={styles.column}>
        <Section title={`Owners (${owners.length})`} flush>
          <OnlyOwner owners={owners} />
          <Grants grants={owners} />
        </Section>
        <Section title={`Run-only users and viewers (${others.length})`} flush>
          {others.length === 0 ? <Nobody /> : <Grants grants={others} />}
        </Section>
        <Section title="Details">
          <Facts
            facts={[
              ['Id', <FlowId key="id" id={flow.id} />],
              ['Version', `${flow.publishedVersion} (published)`],
              ['Modified', <Time key="modified" at={flow.modifiedAt} />],
              ['Your tier', flow.tier && TIER_LABELS[flow.tier]],
            ]}
          />
        </Section>
      </div>
    </div>
  )
}

function impersonates(flow: FlowDetail): boolean {
  return flow.runAs !== undefined || flow.references.some(({ mode }) => mode === 'impersonate')
}

function Needs({ flow }: { flow: FlowDetail }) {
  const problems = flow.diagnostics
  return (
    <>
      {flow.state === 'off' && flow.offReason && (
        <Notice tone="quiet" title="The flow is off">
          <p>
            <Prose text={flow.offReason} />
          </p>
        </Notice>
      )}
      {flow.needs.length > 0 && (
        <Notice tone="warn" title={`Needs ${count(flow.needs.length, 'thing')} before it can be turned on`}>
          <ul className={styles.needs}>
            {flow.needs.map((need) => (
              <li key={need}>
                <Prose text={need} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {problems.length > 0 && (
        <Notice
          tone={problems.some(({ severity }) => severity === 'error') ? 'bad' : 'warn'}
          title={`${count(problems.length, 'finding')} in the definition`}
        >
          <ul className={styles.needs}>
            {problems.map(({ code, message, path }) => (
              <li key={`${code}${path}${message}`}>
                <code>{code}</code> <Prose text={message} /> {path && <code>{path}</code>}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}

/** Says that the flow hangs on one person. Who is in a group that owns it is not known here, so nothing is said then. */
function OnlyOwner({ owners }: { owners: readonly Grant[] }) {
  const principals = owners.map(({ principal }) => principal)
  const active = principals.filter((owner) => owner.active)
  if (active.length >= 2 || active.some(({ kind }) => kind === 'group')) return null
  return (
    <div style={{ padding: 10 }}>
      <Notice tone={active.length === 0 ? 'bad' : 'warn'}>{continuityOf(principals)}</Notice>
    </div>
  )
}

function Grants({ grants }: { grants: readonly Grant[] }) {
  return (
    <ul className={styles.list}>
      {grants.map(({ principal, tier, since }) => (
        <li key={principal.id}>
          <PrincipalChip principal={principal} />
          <span className={styles.line}>
            <Badge tone="quiet">{TIER_LABELS[tier] ?? tier}</Badge>
            <span className={styles.quiet}>
              since <Day at={since} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function Nobody() {
  return (
    <ul className={styles.list}>
      <li>
        <span className={styles.quiet}>Nobody. Owners start it where its trigger allows.</span>
      </li>
    </ul>
  )
}

function FlowId({ id }: { id: string }) {
  return (
    <span className={styles.id}>
      <code>{id}</code>
      <CopyButton text={id} label="Copy the flow's id" />
    </span>
  )
}

function TriggerAddress({ url }: { url: string }) {
  return (
    <span className={styles.line}>
      <code>{url.replace(/sig=[^&]+/, 'sig=…')}</code>
      <CopyButton
        text={url}
        label="Copy the address with its signature. Whoever has it can start the flow."
      />
    </span>
  )
}
