import { Button } from '@fluentui/react-components'
import { type CSSProperties, useMemo, useState } from 'react'
import { byteSize } from '@/util/text'
import { CopyButton } from './CopyButton'
import styles from './JsonView.module.css'
import { jsonTokens } from './jsonTokens'

/** Colouring more than this at once would make the page slow; the rest is one click away, without colours. */
const COLOURED_CHARACTERS = 60_000

type Props = { value: unknown; label: string; maxHeight?: number }

/** A JSON value, printed, with its size and a copy button. */
export function JsonView({ value, label, maxHeight }: Props) {
  const [all, setAll] = useState(false)
  const text = useMemo(() => JSON.stringify(value, null, 2) ?? 'null', [value])
  const long = text.length > COLOURED_CHARACTERS
  const tokens = useMemo(
    () => (all ? [] : jsonTokens(long ? text.slice(0, COLOURED_CHARACTERS) : text)),
    [text, long, all],
  )
  const style = maxHeight === undefined ? undefined : ({ '--json-height': `${maxHeight}px` } as CSSProperties)
  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <span>
          {label} · {byteSize(text)}
        </span>
        <CopyButton text={text} label={`Copy ${label.toLowerCase()}`}>
          Copy
        </CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
      <section className={styles.code} style={style} tabIndex={0} aria-label={label}>
        {all
          ? text
          : tokens.map(({ kind, text: piece }, index) =>
              kind === 'plain' ? (
                piece
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move.
                <span key={index} className={styles[kind]}>
                  {piece}
                </span>
              ),
            )}
        {long && !all && (
          <>
            {'…\n'}
            <Button size="small" onClick={() => setAll(true)}>
              Show all {byteSize(text)}
            </Button>
          </>
        )}
      </section>
    </div>
  )
}
