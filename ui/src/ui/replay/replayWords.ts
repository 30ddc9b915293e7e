import type { ReplayReport } from '@/api/types'
import { count } from '@/util/text'

type Numbers = Pick<ReplayReport, 'same' | 'different' | 'notReplayed'>

/** What came of a replay, in a few words. */
export function replayTitle({ same, different, notReplayed }: Numbers): string {
  const replayed = same + different
  if (replayed === 0)
    return notReplayed === 0 ? 'There is no run to replay' : 'None of the runs could be replayed'
  if (different > 0) return `${different} of ${count(replayed, 'run')} would go otherwise`
  return replayed === 1 ? 'The run would go as it did' : `All ${replayed} runs would go as they did`
}

/** The most runs that one replay takes. */
export const MOST_RUNS = 200

/** How many runs a field asks for, if that is a number that a replay takes. */
export function runsWanted(text: string): number | undefined {
  const number = Number(text)
  return text.trim() !== '' && Number.isInteger(number) && number >= 1 && number <= MOST_RUNS
    ? number
    : undefined
}
