import type { ContinuityView } from '@/api/types'
import { count } from '@/util/text'
import styles from './dashboard.module.css'
import { trendPoints, trendSentence } from './trend'

const WIDTH = 240
const HEIGHT = 56

/** The score, how it went, and how many flows it is about. */
export function ScoreTrend({
  continuity: { score, flows, atRisk, history },
}: {
  continuity: ContinuityView
}) {
  const sentence = trendSentence(history)
  return (
    <div className={styles.score}>
      <p className={styles.number}>
        <strong>{score}</strong> of 100
      </p>
      <p className={styles.facts}>
        {atRisk} of {count(flows, 'flow')} {atRisk === 1 ? 'is' : 'are'} at risk.
      </p>
      <figure className={styles.trend}>
        {history.length > 1 && (
          <svg viewBox={`-2 -2 ${WIDTH + 4} ${HEIGHT + 4}`} role="img" aria-label={`Score. ${sentence}`}>
            <line className={styles.scale} x1="0" y1={HEIGHT} x2={WIDTH} y2={HEIGHT} />
            <line className={styles.scale} x1="0" y1="0" x2={WIDTH} y2="0" />
            <polyline className={styles.line} points={trendPoints(history, WIDTH, HEIGHT)} />
          </svg>
        )}
        <figcaption>{sentence}</figcaption>
      </figure>
    </div>
  )
}
