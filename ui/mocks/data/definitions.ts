const SCHEMA =
  'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#'

/** A definition as flow files wrap it: one trigger, and actions. */
export function definition(
  trigger: string,
  body: Record<string, unknown>,
  actions: Record<string, unknown> = {
    Compose: { type: 'Compose', inputs: "@concat('Hello ', triggerBody()?['text'])", runAfter: {} },
  },
): unknown {
  return {
    properties: {
      connectionReferences: {},
      definition: {
        $schema: SCHEMA,
        contentVersion: '1.0.0.0',
        parameters: { $connections: { defaultValue: {}, type: 'Object' } },
        triggers: { [trigger]: body },
        actions,
      },
    },
    schemaVersion: '1.0.0.0',
  }
}

function call(
  key: string,
  operationId: string,
  parameters: object,
  after?: string,
  statuses = ['Succeeded'],
) {
  return {
    type: 'OpenApiConnection',
    inputs: {
      host: { connectionName: key, operationId, apiId: `/providers/Microsoft.PowerApps/apis/shared_${key}` },
      parameters,
    },
    runAfter: after === undefined ? {} : { [after]: statuses },
  }
}

/** Containers in each other, and an action that runs when another failed. */
export const invoiceIntake = definition(
  'When_a_file_is_created',
  {
    type: 'OpenApiConnection',
    recurrence: { frequency: 'Minute', interval: 1 },
    inputs: {
      host: {
        operationId: 'OnNewFile',
        apiId: '/providers/Microsoft.PowerApps/apis/shared_sharepointonline',
      },
    },
  },
  {
    Get_file_content: call('sharepointonline', 'GetFileContent', { id: "@triggerOutputs()?['body/id']" }),
    Parse_invoice: {
      type: 'ParseJson',
      inputs: { content: "@body('Get_file_content')", schema: {} },
      runAfter: { Get_file_content: ['Succeeded'] },
    },
    Try: {
      type: 'Scope',
      runAfter: { Parse_invoice: ['Succeeded'] },
      actions: {
        Create_invoice: call('commondataserviceforapps', 'CreateRecord', { entityName: 'contoso_invoices' }),
        For_each_line: {
          type: 'Foreach',
          foreach: "@body('Parse_invoice')?['lines']",
          runAfter: { Create_invoice: ['Succeeded'] },
          runtimeConfiguration: { concurrency: { repetitions: 4 } },
          actions: {
            Has_a_product: {
              type: 'If',
              expression: { not: { equals: ["@item()?['product']", ''] } },
              actions: {
                Create_invoice_line: call('commondataserviceforapps', 'CreateRecord', {
                  entityName: 'contoso_invoicelines',
                }),
              },
              else: {
                actions: {
                  Note_missing_product: { type: 'AppendToArrayVariable', inputs: { name: 'missing' } },
                },
              },
              runAfter: {},
            },
          },
        },
      },
    },
    Tell_the_buyer: call('office365', 'SendEmailV2', { 'emailMessage/To': 'buyer@contoso.example' }, 'Try', [
      'Succeeded',
      'TimedOut',
    ]),
    Move_file: call('sharepointonline', 'MoveFile', { destination: 'Invoices/Done' }, 'Tell_the_buyer'),
  },
)
