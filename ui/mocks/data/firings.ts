import type { FiringView } from '@/api/types'
import { secondsAgo } from './clock'
import { runs } from './runs'

/** The firings of a flow's trigger: one for each run, and before those some that started none. */
export function firingsOf(flow: { id: string; trigger: { name: string } }): FiringView[] {
  const trigger = flow.trigger.name
  const fired = runs.filter(({ detail }) => detail.flow.id === flow.id)
  return [
    ...fired.map(({ detail: { id, startedAt } }) =>
      firing(id, startedAt, {
        trigger,
        fired: true,
        run: { id: `/api/v1/environments/dev/runs/${id}`, name: id },
      }),
    ),
    without(1, {
      trigger,
      status: 'Skipped',
      code: 'TriggerConditionNotMet',
      message: `A condition of the trigger '${trigger}' does not hold.`,
    }),
    without(2, {
      trigger,
      status: 'Skipped',
      code: 'Missed',
      message: 'No server was up when the flow was to start. Missed times are not made up for.',
      scheduledTime: secondsAgo(4_000_000),
    }),
    without(3, {
      trigger,
      status: 'Failed',
      code: 'TriggerInputSchemaMismatch',
      message: `The input body for trigger '${trigger}' of type 'Request' did not match its schema definition. Error details: 'Required properties are missing from object: order.'.`,
    }),
  ]
}

type Properties = FiringView['properties']

function firing(name: string, at: string, more: Partial<Properties>): FiringView {
  return {
    name,
    properties: {
      startTime: at,
      endTime: at,
      status: 'Succeeded',
      code: 'OK',
      fired: false,
      correlation: { clientTrackingId: name },
      trigger: 'manual',
      originHistoryName: name,
      ...more,
    },
  }
}

type Reason = Pick<Properties, 'trigger' | 'status' | 'code' | 'scheduledTime'> & { message: string }

function without(number: number, { message, ...more }: Reason): FiringView {
  const name = `01979000-3c55-7e10-9d2f-00000000000${number}`
  return firing(name, secondsAgo(3_900_000 + number * 60), { ...more, error: { code: more.code, message } })
}
