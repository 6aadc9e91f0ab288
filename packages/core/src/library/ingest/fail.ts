import type { LibraryContext } from '../context.ts'

/** Ends documents as failed, unless a newer version has come or they were indexed in the meantime. */
export async function failVersions(
  { db, metrics }: Pick<LibraryContext, 'db' | 'metrics'>,
  versionIds: readonly string[],
  code: string,
  message: string,
): Promise<void> {
  const failed = await db.prisma.$executeRaw`
    UPDATE documents d SET status = 'failed', error_code = ${code}, error_message = ${message},
      status_changed_at = now(), updated_at = now()
    FROM document_versions v
    WHERE v.id = ANY(${[...versionIds]}) AND v.document_id = d.id AND v.indexed_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM document_versions n WHERE n.document_id = d.id AND n.number > v.number)`
  metrics.documentsIngested.inc({ outcome: 'failed' }, failed)
}
