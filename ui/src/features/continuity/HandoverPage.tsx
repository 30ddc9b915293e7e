import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { handoverQuery } from '@/api/handovers'
import type { Handover } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { Notice } from '@/ui/Notice'
import { Facts, Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip, PrincipalChips } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { Steps } from '@/ui/Steps'
import { Time } from '@/ui/Time'
import { cli } from '@/util/cli'
import { sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import { Certificates } from './Certificates'
import { HandoverActions } from './HandoverActions'
import { HandoverRows } from './HandoverRows'
import { STATUS_TONES } from './HandoversPage'
import { handoverSteps, isBinding } from './handoverSteps'
import { Simulation } from './Simulation'

export function HandoverPage() {
  const { plan } = useParams({ from: '/signed-in/handovers/$plan' })
  const query = useQuery(handoverQuery(plan))
  return (
    <QueryState query={query} what="this hand-over plan">
      {(found) => <Loaded plan={found} />}
    </QueryState>
  )
}

function Loaded({ plan }: { plan: Handover }) {
  return (
    <Page
      title={plan.name}
      crumb={<Link {...urls.handovers()}>Hand-over plans</Link>}
      beside={<Badge tone={STATUS_TONES[plan.status]}>{sentenceCase(plan.status)}</Badge>}
      actions={
        <>
          <CliCommand command={cli.handoverShow(plan.id)} />
          <HandoverActions plan={plan} />
        </>
      }
    >
      {plan.problem && (
        <Notice tone="warn" title="It was sent back">
          <p>{plan.problem}</p>
        </Notice>
      )}
      <Steps steps={handoverSteps(plan)} />
      <Section title="Scope">
        <Facts
          facts={[
            ['Leavers', <PrincipalChips key="leavers" principals={plan.leavers} nobody="nobody" />],
            ['Environment', plan.environment ?? 'every one'],
            ['Applied with the rights of', <PrincipalChip key="author" principal={plan.author} />],
            [
              'Accepted by',
              plan.answers.length > 0 ? (
                <PrincipalChips
                  key="accepted"
                  principals={plan.answers
                    .filter(({ answer }) => answer === 'accepted')
                    .map((it) => it.principal)}
                  nobody="nobody yet"
                />
              ) : undefined,
            ],
            [
              'Waits for',
              plan.status !== 'draft' && plan.awaited.length > 0 ? (
                <PrincipalChips key="awaited" principals={plan.awaited} nobody="nobody" />
              ) : undefined,
            ],
            ['To be applied at', plan.dueAt && <Time key="dueAt" at={plan.dueAt} />],
            ['Applied at', plan.appliedAt && <Time key="appliedAt" at={plan.appliedAt} />],
            ['Can be undone until', plan.undoUntil && <Time key="undoUntil" at={plan.undoUntil} />],
            ['Version', `${plan.version}, digest ${plan.digest.slice(0, 16)}…`],
          ]}
        />
      </Section>
      <HandoverRows title="Assign" plan={plan} rows={plan.rows.filter((row) => !isBinding(row))} />
      <HandoverRows title="Connections" plan={plan} rows={plan.rows.filter(isBinding)} />
      {plan.mayWrite && plan.status === 'draft' && <Simulation plan={plan} />}
      {plan.mayWrite && <Certificates leavers={plan.leavers} />}
    </Page>
  )
}
