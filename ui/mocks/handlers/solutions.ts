import { HttpResponse, http } from 'msw'
import type {
  DeploymentPlan,
  ExportPreview,
  NewSolution,
  ReleaseView,
  SolutionComponent,
  SolutionDetail,
} from '@/api/types'
import { daysAgo } from '../data/clock'
import { connectionNumber, DATAVERSE, flowId, solutions } from '../data/environments'
import { chip, roohi, soul } from '../data/people'
import { openPlan, settledPlan } from '../data/plans'
import { replayReport } from '../data/replay'
import { notFound, paged, refuse } from './answer'

const BASE = '*/api/v1/environments/:environment'
const ONE = `${BASE}/solutions/:solution`

const finance = connectionNumber(3)
/** What the finance solution needs and lacks, until somebody adds it. */
const clerk = {
  kind: 'role',
  key: '6f1b2c3d-0000-4000-8000-00000000c1e4',
  name: 'Finance clerk',
  isHere: true,
  neededBy: ['Invoice intake'],
  sentence: 'The flow `Invoice intake` is shared with who has the security role `Finance clerk`.',
}
const added: SolutionComponent[] = []

function detail(uniqueName: string): SolutionDetail | undefined {
  const solution = solutions.find((one) => one.uniqueName === uniqueName)
  return (
    solution && {
      ...solution,
      publisherName: 'Contoso Ltd',
      prefix: 'contoso',
      installedBy: chip(soul),
      package: openPlan.package,
      staged: false,
      components: [
        { kind: 'table', key: 'contoso_reminder', name: 'Reminder' },
        { kind: 'flow', key: flowId('Invoice intake'), name: 'Invoice intake' },
        ...added,
      ],
      references: [
        {
          logicalName: 'contoso_dataverse_finance',
          displayName: 'Dataverse for finance',
          connector: DATAVERSE,
          boundTo: { id: finance.id, displayName: finance.displayName, owner: finance.owner },
        },
      ],
      variables: [
        {
          schemaName: 'contoso_ApprovalLimit',
          displayName: 'Approval limit',
          type: 'number',
          default: '500',
        },
      ],
      kept: ['the canvas app contoso_dunningapp'],
      dependencies: ['the table account'],
    }
  )
}

function preview(solution: SolutionDetail): ExportPreview {
  const { uniqueName, components, kept, variables, references } = solution
  return {
    uniqueName,
    version: solution.version,
    suggestedVersion: '1.5.0.0',
    why: ['There is a new table `contoso_reminder`, so the second number rises.'],
    components,
    missing: [clerk].filter(({ key }) => !added.some((one) => one.key === key)),
    kept,
    findings: [
      {
        code: 'HardCodedAddress',
        severity: 'high',
        message: 'The action `Get site` calls `https://contoso.example`.',
        place: { file: 'Workflows/InvoiceIntake.json', path: 'actions/Get_site/inputs/uri' },
        fix: 'Put the address into an environment variable.',
      },
    ],
    variables: variables.map(({ value, ...variable }) => ({ ...variable, current: value })),
    references,
  }
}

function release(number: number, more: Partial<ReleaseView>): ReleaseView {
  return {
    id: `0197a1c9-0000-7000-8000-${String(number).padStart(12, '0')}`,
    solution: 'ContosoFinance',
    displayName: 'Contoso finance',
    version: '1.4.0.2',
    mode: 'upgrade',
    rollback: false,
    package: openPlan.package,
    planDigest: settledPlan.digest,
    by: chip(soul),
    at: daysAgo(number),
    current: false,
    ...more,
  }
}

export const releases: ReleaseView[] = [
  release(12, { current: true, from: '1.3.0.0', note: 'The limits of this year.' }),
  release(40, { version: '1.3.0.0', by: chip(roohi) }),
]

const rollback: DeploymentPlan = {
  ...settledPlan,
  digest: 'd'.repeat(64),
  rollback: true,
  from: '1.4.0.2',
  to: '1.3.0.0',
}

/** The plan of the mock package with these settings: what they do not name stays open. */
async function planOf(request: Request): Promise<DeploymentPlan> {
  const settings = String((await request.formData()).get('settings'))
  const isBound = settings.includes('contoso_mail_dunning')
  const isSet = settings.includes('contoso_DunningDays')
  if (isBound && isSet) return settledPlan
  return {
    ...openPlan,
    references: isBound ? settledPlan.references : openPlan.references,
    variables: isSet ? settledPlan.variables : openPlan.variables,
  }
}

function done(plan: DeploymentPlan): ReleaseView {
  return { ...release(0, { version: plan.to, from: plan.from, current: true }), plan }
}

function planChanged() {
  return refuse(409, {
    code: 'STW1101',
    title: 'The plan has changed',
    message: 'It would do something else than what was looked at.',
    hint: 'Plan again, look at it, and apply that.',
  })
}

export const solutionHandlers = [
  http.get(`${BASE}/solutions`, ({ request, params }) =>
    paged(params.environment === 'prod' ? [] : solutions, request),
  ),
  http.post(`${BASE}/solutions/replay`, () => HttpResponse.json(replayReport)),
  http.post(`${BASE}/solutions/plan`, async ({ request }) => HttpResponse.json(await planOf(request))),
  http.post(`${BASE}/solutions`, async ({ request }) => {
    const expected = new URL(request.url).searchParams.get('expect')
    const plan = await planOf(request)
    return expected === plan.digest ? HttpResponse.json(done(plan)) : planChanged()
  }),
  http.put(ONE, async ({ params, request }) => {
    const wanted = (await request.json()) as NewSolution
    solutions.push({
      uniqueName: String(params.solution),
      displayName: wanted.displayName,
      version: wanted.version,
      managed: false,
      publisher: wanted.publisher.uniqueName,
      installedAt: new Date().toISOString(),
    })
    return HttpResponse.json(detail(String(params.solution)))
  }),
  http.get(ONE, ({ params }) => {
    const found = detail(String(params.solution))
    return found ? HttpResponse.json(found) : notFound(`solution ${params.solution}`)
  }),
  http.get(`${ONE}/changes`, () =>
    HttpResponse.json({
      changes: openPlan.changes,
      text: openPlan.text,
      from: '1.4.0.2',
      to: '1.5.0.0',
    }),
  ),
  http.get(`${ONE}/export`, ({ params }) => {
    const found = detail(String(params.solution))
    if (!found) return notFound(`solution ${params.solution}`)
    return HttpResponse.json(preview(found))
  }),
  http.put(`${ONE}/components/:kind/:key`, ({ params }) => {
    added.push({ kind: String(params.kind), key: String(params.key), name: 'Finance clerk' })
    return new HttpResponse(null, { status: 204 })
  }),
  http.get(`${BASE}/releases`, ({ request }) => {
    const solution = new URL(request.url).searchParams.get('solution')
    return paged(
      releases.filter((one) => solution === null || one.solution === solution),
      request,
    )
  }),
  http.get(`${BASE}/releases/:release`, ({ params }) => {
    const found = releases.find(({ id }) => id === params.release)
    return found ? HttpResponse.json({ ...found, plan: settledPlan }) : notFound('such release')
  }),
  http.post(`${BASE}/releases/:release/rollback`, ({ request }) => {
    const query = new URL(request.url).searchParams
    if (query.get('dryRun') === 'true') return HttpResponse.json(rollback)
    return query.get('expect') === rollback.digest ? HttpResponse.json(done(rollback)) : planChanged()
  }),
]
