/**
 * Deployment settings as Microsoft defined them: what to bind and set in the environment that a solution is brought into, and, which
 * Steward adds, who owns the flows there. Keys that are not known here stay as they are.
 */
export type DeploymentSettings = {
  EnvironmentVariables: VariableSetting[]
  ConnectionReferences: ReferenceSetting[]
  Owners?: OwnersSetting[]
  [other: string]: unknown
}
type VariableSetting = { SchemaName: string; Value: string; [other: string]: unknown }
type ReferenceSetting = {
  LogicalName: string
  ConnectionId: string
  ConnectorId: string
  [other: string]: unknown
}

type OwnersSetting = {
  /** The flow's name or id. */
  Flow: string
  PrimaryOwner?: string
  CoOwners?: string[]
  [other: string]: unknown
}

export const NO_SETTINGS: DeploymentSettings = { EnvironmentVariables: [], ConnectionReferences: [] }

const CONNECTORS = '/providers/Microsoft.PowerApps/apis/'

/** The settings in a file. Throws an error that says what is wrong with it. */
export function readSettings(text: string): DeploymentSettings {
  let read: unknown
  try {
    read = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new Error(`The settings file is not valid JSON: ${cause instanceof Error ? cause.message : cause}`)
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    throw new Error(
      'The settings file must hold an object with EnvironmentVariables and ConnectionReferences.',
    )
  }
  const {
    EnvironmentVariables = [],
    ConnectionReferences = [],
    Owners = [],
  } = read as Partial<DeploymentSettings>
  for (const [key, list] of Object.entries({ EnvironmentVariables, ConnectionReferences, Owners })) {
    if (!Array.isArray(list)) throw new Error(`In the settings file, ${key} must be a list.`)
  }
  return { ...read, EnvironmentVariables, ConnectionReferences }
}

/** The file. */
export function writeSettings(settings: DeploymentSettings): string {
  return `${JSON.stringify(settings, null, 2)}\n`
}

function same(left: unknown, right: string): boolean {
  return typeof left === 'string' && left.toLowerCase() === right.toLowerCase()
}

/** The settings with a reference bound to a connection, or, without one, with nothing said about it. */
export function withConnection(
  settings: DeploymentSettings,
  reference: { logicalName: string; connector: string },
  connection: string | undefined,
): DeploymentSettings {
  const others = settings.ConnectionReferences.filter(
    ({ LogicalName }) => !same(LogicalName, reference.logicalName),
  )
  if (connection === undefined) return { ...settings, ConnectionReferences: others }
  const chosen: ReferenceSetting = {
    LogicalName: reference.logicalName,
    ConnectionId: connection,
    ConnectorId: `${CONNECTORS}${reference.connector}`,
  }
  return { ...settings, ConnectionReferences: [...others, chosen] }
}

/** The settings with the value of a variable, or, without one, with nothing said about it. */
export function withValue(
  settings: DeploymentSettings,
  schemaName: string,
  value: string | undefined,
): DeploymentSettings {
  const others = settings.EnvironmentVariables.filter(({ SchemaName }) => !same(SchemaName, schemaName))
  return {
    ...settings,
    EnvironmentVariables:
      value === undefined ? others : [...others, { SchemaName: schemaName, Value: value }],
  }
}

/** The connection that the settings name for a reference. */
export function chosenConnection(settings: DeploymentSettings, logicalName: string): string | undefined {
  const setting = settings.ConnectionReferences.find(({ LogicalName }) => same(LogicalName, logicalName))
  return setting?.ConnectionId || undefined
}

/** The value that the settings name for a variable. */
export function chosenValue(settings: DeploymentSettings, schemaName: string): string | undefined {
  return (
    settings.EnvironmentVariables.find(({ SchemaName }) => same(SchemaName, schemaName))?.Value || undefined
  )
}

type FlowName = { id: string; name: string }

/** Whom the settings make owners of a flow, by their names. */
export type ChosenOwners = { primary?: string; others: readonly string[] }

function ownersOf({ Owners = [] }: DeploymentSettings, { id, name }: FlowName): OwnersSetting | undefined {
  return Owners.find(({ Flow }) => same(Flow, id) || same(Flow, name))
}

export function chosenOwners(settings: DeploymentSettings, flow: FlowName): ChosenOwners {
  const found = ownersOf(settings, flow)
  return { primary: found?.PrimaryOwner || undefined, others: found?.CoOwners ?? [] }
}

/** The settings with other owners of a flow. Who is primary owner is no co-owner besides. */
export function withOwners(
  settings: DeploymentSettings,
  flow: FlowName,
  { primary, others }: ChosenOwners,
): DeploymentSettings {
  const { Owners = [], ...rest } = settings
  const found = ownersOf(settings, flow)
  const changed = {
    ...found,
    Flow: found?.Flow ?? flow.id,
    PrimaryOwner: primary ?? '',
    CoOwners: others.filter((name) => primary === undefined || !same(name, primary)),
  }
  const kept = Owners.filter((one) => one !== found)
  const all = primary === undefined && others.length === 0 ? kept : [...kept, changed]
  return all.length === 0 ? rest : { ...rest, Owners: all }
}
