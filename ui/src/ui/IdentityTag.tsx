import { BotRegular } from '@fluentui/react-icons/svg/bot'
import { PeopleRegular } from '@fluentui/react-icons/svg/people'
import { PersonRegular } from '@fluentui/react-icons/svg/person'
import { PersonArrowRightRegular } from '@fluentui/react-icons/svg/person-arrow-right'
import { PersonQuestionMarkRegular } from '@fluentui/react-icons/svg/person-question-mark'
import type { IdentityUse } from '@/api/types'
import { identityWord, KIND_LABELS } from '@/util/identity'
import styles from './Principal.module.css'

const ICONS = { user: PersonRegular, serviceAccount: BotRegular, group: PeopleRegular } as const

function look({ principal, rule }: IdentityUse): string | undefined {
  if (principal) return principal.active ? '' : styles.disabled
  return rule === undefined ? styles.missing : ''
}

/** Who an action will act as, for places where a chip, which is a link, cannot be. */
export function IdentityTag({ use }: { use: IdentityUse }) {
  const { principal } = use
  const word = identityWord(use)
  const Icon = principal
    ? (ICONS[principal.kind] ?? PersonRegular)
    : use.rule === undefined
      ? PersonQuestionMarkRegular
      : PersonArrowRightRegular
  return (
    <span className={`${styles.chip} ${styles.tag} ${look(use)}`}>
      <Icon aria-hidden />
      <span className="sr-only">acts as </span>
      <span className={styles.name}>{word}</span>
      {principal && (
        <span className="sr-only">{`, ${KIND_LABELS[principal.kind]}, ${principal.active ? 'active' : 'disabled'}`}</span>
      )}
    </span>
  )
}
