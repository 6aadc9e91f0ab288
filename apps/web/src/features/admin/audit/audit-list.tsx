import { useWide } from '../../../lib/use-media.ts'
import { AuditCards } from './audit-cards.tsx'
import type { AuditListProps } from './audit-row.tsx'
import { AuditTable } from './audit-table.tsx'

/** A table where there is room for one, else one event under the other. */
export function AuditList(props: AuditListProps) {
  const wide = useWide()
  return wide ? <AuditTable {...props} /> : <AuditCards {...props} />
}
