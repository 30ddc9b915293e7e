import type { ReplayReport } from '@/api/types'
import { secondsAgo } from './clock'
import { flowId } from './environments'
import { runs } from './runs'

const INTAKE = { flow: flowId('Invoice intake'), flowName: 'Invoice intake' }

function runId(number: number): string {
  return runs[number]?.detail.id ?? ''
}

/** Two runs of the invoice intake with the next version, of which one would act as somebody else; a third is not shown to the reader. */
export const replayReport: ReplayReport = {
  solution: 'ContosoFinance',
  version: '1.5.0.0',
  same: 1,
  different: 1,
  notReplayed: 1,
  runs: [
    {
      run: runId(0),
      ...INTAKE,
      startedAt: secondsAgo(300),
      before: 'Succeeded',
      after: 'Succeeded',
      same: false,
      differences: [
        {
          kind: 'identity',
          action: 'Create_invoice_line',
          iterations: [],
          sentence: '`Create_invoice_line` would act as David Okafor instead of Dataverse bot.',
        },
        {
          kind: 'output',
          action: 'Total',
          iterations: [],
          before: { total: 12 },
          after: { total: 13 },
          sentence: '`Total` would make something else.',
        },
      ],
    },
    {
      run: runId(1),
      ...INTAKE,
      startedAt: secondsAgo(600),
      before: 'Succeeded',
      after: 'Succeeded',
      same: true,
      differences: [],
    },
    { run: runId(2), same: false, differences: [], why: 'You may not see what is in this run.' },
  ],
}
