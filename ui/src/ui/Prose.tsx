import { codeSpans } from '@/util/text'

/** A sentence of the server. What it puts between backticks is a name as files write it. */
export function Prose({ text }: { text: string }) {
  return codeSpans(text).map(({ at, text, isCode }) => (isCode ? <code key={at}>{text}</code> : text))
}
