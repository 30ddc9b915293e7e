import { useId } from 'react'
import styles from './canvas.module.css'
import { BRANCH_LABEL, type Layout, labelWidth, pathOf } from './layout'

/** What lies under the cards: the frames of containers and branches, and the edges with their labels. */
export function CanvasLines({ layout }: { layout: Layout }) {
  const arrow = useId()
  return (
    <svg className={styles.lines} width={layout.width} height={layout.height} aria-hidden>
      <defs>
        <marker id={arrow} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0,0 L8,4 L0,8 z" className={styles.arrow} />
        </marker>
      </defs>
      {layout.frames.map(({ key, kind, label, empty, x, y, width, height }) => (
        <g key={key}>
          <rect x={x} y={y} width={width} height={height} rx={8} className={styles[kind]} />
          {label && (
            <text x={x + width / 2} y={y + BRANCH_LABEL - 9} className={styles.branchLabel}>
              {label}
            </text>
          )}
          {empty && (
            <text x={x + width / 2} y={y + height - 16} className={styles.nothing}>
              Nothing
            </text>
          )}
        </g>
      ))}
      {layout.edges.map(({ key, points, label }) => (
        <g key={key}>
          <path
            d={pathOf(points)}
            className={`${styles.edge} ${label ? styles.special : ''}`}
            markerEnd={`url(#${arrow})`}
          />
          {label && (
            <>
              <rect
                x={label.at.x - labelWidth(label.text) / 2}
                y={label.at.y - 10}
                width={labelWidth(label.text)}
                height={20}
                rx={10}
                className={styles.edgeLabelBack}
              />
              <text x={label.at.x} y={label.at.y + 4} className={styles.edgeLabel}>
                {label.text}
              </text>
            </>
          )}
        </g>
      ))}
    </svg>
  )
}
