import { HttpResponse, http } from 'msw'
import type {
  ConnectionUses,
  ConnectionView,
  CredentialsView,
  NewVariable,
  Page,
  Probe,
  RoleView,
} from '@/api/types'
import { dataverse, webcontents } from '../data/connectors'
import { connections, references, tables, variables } from '../data/environments'
import { chip, people, soul } from '../data/people'
import { notFound, paged } from './answer'
import { session } from './session'

const BASE = '*/api/v1/environments/:environment'

/** Which tests a connection has had; the mock tells them of each. */
const probes: Probe[] = []

export const environmentHandlers = [
  http.get(`${BASE}/connections`, ({ request, params }) =>
    paged(params.environment === 'dev' ? connections : connections.slice(2, 4), request),
  ),
  http.get(`${BASE}/connections/:id`, ({ params }) => {
    const connection = connections.find(({ id }) => id === params.id)
    return connection ? HttpResponse.json(connection) : notFound(`connection ${params.id}`)
  }),
  http.get(`${BASE}/connections/:id/uses`, ({ params }) => {
    const connection = connections.find(({ id }) => id === params.id)
    const flows = (connection?.usedBy ?? []).map(({ flow, name }) => ({
      id: flow,
      name,
      version: 3,
      on: true,
      keys: ['shared_x'],
      trigger: false,
      actions: [],
      underWay: 0,
    }))
    return HttpResponse.json({ references: [], flows, others: 0 } satisfies ConnectionUses)
  }),
  http.get(`${BASE}/connections/:id/credentials`, () =>
    HttpResponse.json({ parameters: {}, secretVersion: 0, versions: [] } satisfies CredentialsView),
  ),
  http.get(`${BASE}/connections/:id/probes`, () => HttpResponse.json({ value: probes })),
  http.post(`${BASE}/connections/:id/test`, () => {
    const probe: Probe = {
      at: new Date().toISOString(),
      outcome: 'refused',
      latencyMs: 120,
      message: 'The target refused the credentials. Give it new ones.',
      raw: '401 Unauthorized',
      askedBy: chip(soul),
    }
    probes.unshift(probe)
    return HttpResponse.json({ probe })
  }),
  http.get('*/api/v1/signing-key', () =>
    HttpResponse.json({ name: 'installation', publicKey: `${'k'.repeat(43)}=` }),
  ),
  http.get('*/api/v1/connectors', () => HttpResponse.json({ value: [dataverse, webcontents] })),
  http.get(`${BASE}/connections/:id/grants`, () => HttpResponse.json({ value: [] })),
  http.post(`${BASE}/connections`, async ({ request }) => {
    const wanted = (await request.json()) as { connector: string; displayName?: string; owner?: string }
    const owner = people.find(({ id }) => id === (wanted.owner ?? session.principal))
    if (!owner) return notFound('such owner')
    const connection: ConnectionView = {
      id: crypto.randomUUID(),
      connector: wanted.connector,
      displayName: wanted.displayName ?? `${wanted.connector} of ${owner.displayName}`,
      owner: chip(owner),
      kind: owner.kind === 'serviceAccount' ? 'serviceAccount' : 'personal',
      private: false,
      health: 'ok',
      parameters: {},
      secretVersion: 0,
      usedBy: [],
      usedByOthers: 0,
      may: ['see', 'use', 'rebind', 'manage'],
      warnings: [],
      createdAt: new Date().toISOString(),
    }
    connections.push(connection)
    return HttpResponse.json(connection, { status: 201 })
  }),
  http.get(`${BASE}/roles`, () => HttpResponse.json({ value: [] } satisfies Page<RoleView>)),
  http.get(`${BASE}/tables`, ({ request }) => paged(tables, request)),
  http.get(`${BASE}/connection-references`, ({ request }) => paged(references, request)),
  http.put(`${BASE}/connection-references/:name`, async ({ params, request }) => {
    const reference = references.find(({ logicalName }) => logicalName === params.name)
    if (!reference) return notFound(`connection reference “${params.name}”`)
    const { connection } = (await request.json()) as { connection: string | null }
    reference.connection = connections.find(({ id }) => id === connection)
    return HttpResponse.json(reference)
  }),
  http.get(`${BASE}/variables`, ({ request }) => paged(variables, request)),
  http.post(`${BASE}/variables`, async ({ request }) => {
    const { schemaName, displayName, type, defaultValue } = (await request.json()) as NewVariable
    const variable = {
      schemaName,
      displayName,
      type,
      defaultValue: defaultValue ?? undefined,
      required: false,
      usedBy: [],
      isSet: false,
    }
    variables.push(variable)
    return HttpResponse.json(variable, { status: 201 })
  }),
  http.put(`${BASE}/variables/:name`, async ({ params, request }) => {
    const variable = variables.find(({ schemaName }) => schemaName === params.name)
    if (!variable) return notFound(`environment variable “${params.name}”`)
    const { value } = (await request.json()) as { value: string | null }
    variable.value = value ?? undefined
    variable.isSet = (variable.value ?? variable.defaultValue) !== undefined
    return HttpResponse.json(variable)
  }),
]
