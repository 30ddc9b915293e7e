import { Link } from '@fluentui/react-components'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import type { IdentityGroup } from '@/util/identity'
import { readableName } from '@/util/text'
import drawing from './drawing.module.css'

type Props = { groups: readonly IdentityGroup[]; select: (action: string) => void }

/** The identities that a flow uses, each with the actions that use it. */
export function IdentityList({ groups, select }: Props) {
  return (
    <section className={drawing.about} aria-label="Identities in this flow">
      <h2>Identities in this flow</h2>
      {groups.length === 0 && <p>No action of this flow uses a connection, so it acts as nobody.</p>}
      {groups.map(({ who, kind, principal, actions }) => (
        <div key={principal?.id ?? who} className={drawing.group}>
          <h3>
            {principal ? (
              <PrincipalChip principal={principal} />
            ) : (
              <Badge tone={kind === 'nobody' ? 'warn' : 'busy'}>{who}</Badge>
            )}
          </h3>
          <ul>
            {actions.map((action) => (
              <li key={action}>
                <Link as="button" onClick={() => select(action)}>
                  {readableName(action)}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
