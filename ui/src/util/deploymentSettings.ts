/**
 * Deployment settings as Microsoft defined them: what to bind and set in the environment that a solution is brought into. Keys that
 * are not known here stay as they are.
 */
export type DeploymentSettings = {
  EnvironmentVariables: VariableSetting[]
  ConnectionReferences: ReferenceSetting[]
  [other: string]: unknown
}
type VariableSetting = { SchemaName: string; Value: string; [other: string]: unknown }
type ReferenceSetting = {
  LogicalName: string
  ConnectionId: string
  ConnectorId: string
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
  const { EnvironmentVariables = [], ConnectionReferences = [] } = read as Partial<DeploymentSettings>
  for (const [key, list] of Object.entries({ EnvironmentVariables, ConnectionReferences })) {
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
