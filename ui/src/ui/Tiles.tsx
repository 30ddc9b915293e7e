import type { ReactNode } from 'react'
import styles from './Tiles.module.css'

/** Numbers in a row, each of which leads to its rows. */
export function Tiles({ children }: { children: ReactNode }) {
  return <div className={styles.tiles}>{children}</div>
}

type TileProps = { number: number; pressed: boolean; onClick: () => void; children: ReactNode }

/** A number and what it counts; pressed while its rows are shown. */
export function Tile({ number, pressed, onClick, children }: TileProps) {
  return (
    <button type="button" className={styles.tile} aria-pressed={pressed} onClick={onClick}>
      <strong>{number}</strong> {children}
    </button>
  )
}
