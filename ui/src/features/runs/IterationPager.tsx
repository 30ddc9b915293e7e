import { Button, Input } from '@fluentui/react-components'
import { ChevronLeftRegular } from '@fluentui/react-icons/svg/chevron-left'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import { DismissCircleFilled } from '@fluentui/react-icons/svg/dismiss-circle'
import { useState } from 'react'
import type { ActionView } from '@/api/types'
import { readableName } from '@/util/text'
import styles from './runs.module.css'

type Props = { loop: ActionView; index: number; show: (index: number) => void }

/** Chooses which iteration of a loop is shown. Opens on the first that failed; counts from 1 as people do. */
export function IterationPager({ loop, index, show }: Props) {
  const total = loop.iterations ?? 0
  const failed = loop.failedIterations ?? []
  const [typed, setTyped] = useState<string>()
  const previousFailed = failed.findLast((one) => one < index)
  const nextFailed = failed.find((one) => one > index)
  const settle = () => {
    const wanted = Number(typed)
    if (typed !== undefined && Number.isInteger(wanted) && wanted >= 1 && wanted <= total) show(wanted - 1)
    setTyped(undefined)
  }
  return (
    <fieldset className={styles.pager} aria-label={`Iterations of ${readableName(loop.name)}`}>
      <Button
        size="small"
        appearance="subtle"
        icon={<ChevronLeftRegular />}
        aria-label="Previous iteration"
        disabledFocusable={index <= 0}
        onClick={() => show(index - 1)}
      />
      <Input
        size="small"
        className={styles.pagerInput}
        aria-label="Iteration"
        inputMode="numeric"
        value={typed ?? String(index + 1)}
        onChange={(_, data) => setTyped(data.value)}
        onBlur={settle}
        onKeyDown={(event) => event.key === 'Enter' && settle()}
      />
      <span className={styles.quiet}>of {total}</span>
      <Button
        size="small"
        appearance="subtle"
        icon={<ChevronRightRegular />}
        aria-label="Next iteration"
        disabledFocusable={index >= total - 1}
        onClick={() => show(index + 1)}
      />
      {failed.length > 0 && (
        <>
          <span className={styles.failedCount}>
            <DismissCircleFilled aria-hidden />
            {failed.length} failed
          </span>
          <Button
            size="small"
            appearance="subtle"
            icon={<ChevronLeftRegular />}
            aria-label="Previous failed iteration"
            disabledFocusable={previousFailed === undefined}
            onClick={() => previousFailed !== undefined && show(previousFailed)}
          />
          <Button
            size="small"
            appearance="subtle"
            icon={<ChevronRightRegular />}
            aria-label="Next failed iteration"
            disabledFocusable={nextFailed === undefined}
            onClick={() => nextFailed !== undefined && show(nextFailed)}
          />
        </>
      )}
    </fieldset>
  )
}
