import { type Json, objectOf, textOf } from '@/util/definition'

type Call = { connector?: string; operation?: string }

/**
 * The connector and operation that an action or trigger calls. Cloud flows name the connector in `host.apiId` or by the key of a
 * connection reference; Logic Apps by an entry of `$connections`, with method and path in place of an operation.
 */
export function connectorOf(body: Json, references: Json): Call {
  const inputs = objectOf(body.inputs)
  const host = objectOf(inputs.host)
  const key = textOf(host.connectionName) ?? parameterKey(textOf(objectOf(host.connection).name))
  const reference = objectOf(key === undefined ? undefined : references[key])
  const named =
    textOf(host.apiId) ??
    textOf(objectOf(reference.api).name) ??
    textOf(reference.apiName) ??
    textOf(reference.id) ??
    key
  if (named === undefined) return {}
  const method = textOf(inputs.method)
  return {
    connector: named.slice(named.lastIndexOf('/') + 1).replace(/^shared_/, ''),
    operation:
      textOf(host.operationId) ?? (method && `${method.toUpperCase()} ${textOf(inputs.path) ?? ''}`.trim()),
  }
}

/** `@parameters('$connections')['office365']['connectionId']` */
function parameterKey(expression: string | undefined): string | undefined {
  return /\['([^']+)'\]\['connectionId'\]/.exec(expression ?? '')?.[1]
}
