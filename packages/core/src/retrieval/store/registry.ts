import { type Database, inTransaction } from '@sarvanom/db'
import { z } from 'zod'

/** Number of the layout of an index's rows. Raised whenever their columns change: what has another layout is built anew. */
export const LAYOUT = 2

const detailsSchema = z.object({
  layout: z.number().optional(),
  /** Chunks the embedder was fitted on, and how many there were when that was tried. */
  sampled: z.number().optional(),
  corpus: z.number().optional(),
  /** What the version is built from, and how many of about so many chunks it has so far. */
  source: z.enum(['database', 'index']).optional(),
  done: z.number().optional(),
  total: z.number().optional(),
})
export type VersionDetails = z.infer<typeof detailsSchema>

/** What PostgreSQL knows of one build of the index. */
export interface VersionRecord {
  number: number
  status: 'building' | 'active' | 'retired'
  /** `none` until there were enough chunks to fit one. */
  embedder: string
  dimensions: number
  details: VersionDetails
  createdAt: Date
  activatedAt: Date | null
}

/** The versions in use, and the highest number ever given. */
export interface Registry {
  active: VersionRecord | undefined
  building: VersionRecord | undefined
  last: number
}

const select = {
  number: true,
  status: true,
  embedder: true,
  dimensions: true,
  details: true,
  createdAt: true,
  activatedAt: true,
} as const

export const readRegistry = async ({ prisma }: Pick<Database, 'prisma'>): Promise<Registry> => {
  const rows = await prisma.indexVersion.findMany({ orderBy: { number: 'desc' }, take: 20, select })
  const records = rows.map((row) => ({ ...row, details: detailsSchema.catch({}).parse(row.details) }))
  return {
    active: records.find(({ status }) => status === 'active'),
    building: records.find(({ status }) => status === 'building'),
    last: records[0]?.number ?? 0,
  }
}

/** From here on every replica writes to the version, too. */
export const registerBuilding = async (
  { prisma }: Pick<Database, 'prisma'>,
  version: Pick<VersionRecord, 'number' | 'embedder' | 'dimensions' | 'details'>,
): Promise<void> => {
  await prisma.indexVersion.create({ data: { ...version, status: 'building' }, select: { id: true } })
}

/** For whoever watches the build, on whichever server. */
export const recordProgress = async (
  { prisma }: Pick<Database, 'prisma'>,
  number: number,
  done: number,
): Promise<void> => {
  await prisma.$executeRaw`
    UPDATE index_versions SET details = details || jsonb_build_object('done', ${done}::int)
    WHERE number = ${number} AND status = 'building'`
}

/** The built version takes the place of the active one, for everyone at once. */
export const activate = async (
  db: Pick<Database, 'prisma'>,
  number: number,
  chunkCount: number,
  now: Date,
): Promise<void> => {
  await inTransaction(
    db,
    async (transaction) => {
      await transaction.indexVersion.updateMany({
        where: { status: 'active', number: { not: number } },
        data: { status: 'retired' },
      })
      const { count } = await transaction.indexVersion.updateMany({
        where: { number, status: { in: ['building', 'active'] } },
        data: { status: 'active', chunkCount, activatedAt: now },
      })
      if (count === 0) throw new Error(`index version ${number} was given up meanwhile`)
    },
    { idempotent: true },
  )
}

/** Gives a version up; its table is swept later. */
export const retire = async ({ prisma }: Pick<Database, 'prisma'>, number: number): Promise<void> => {
  await prisma.indexVersion.updateMany({ where: { number }, data: { status: 'retired' } })
}
