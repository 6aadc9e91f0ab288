import { createReadStream } from 'node:fs'
import type { UserActor } from '../../access/index.ts'
import { createCollection } from '../../collections/index.ts'
import { addFiles } from '../add/add-files.ts'
import type { LibraryContext } from '../context.ts'
import type { SampleLibrary } from '../schema.ts'
import { sampleFiles, sampleLibraryName, sampleQuestions } from './samples.ts'

/** Where the files lie; a bundle has them elsewhere than the sources do. */
const defaultFolder = new URL('../../../samples/', import.meta.url)

/**
 * Makes the actor a collection of the documents that come with the product, for a first question within a minute.
 * Asking again gives the same collection, completed where documents were deleted.
 */
export async function addSamples(
  context: LibraryContext,
  actor: UserActor,
  folder: URL = context.samplesFolder ?? defaultFolder,
): Promise<SampleLibrary> {
  const collectionId = await sampleCollection(context, actor)
  async function* files() {
    for (const name of sampleFiles) yield { name, stream: createReadStream(new URL(name, folder)) }
  }
  const { documents } = await addFiles(context, actor, collectionId, files())
  return {
    collectionId,
    documents: documents.flatMap((added) => (added.id === null ? [] : [added])),
    questions: [...sampleQuestions],
  }
}

async function sampleCollection(context: LibraryContext, actor: UserActor): Promise<string> {
  const name = sampleLibraryName
  const own = { createdById: actor.userId, members: { some: { userId: actor.userId, level: 'owner' as const } } }
  const known = await context.db.prisma.collection.findFirst({
    where: { name, ...own },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  if (known) return known.id
  const description = 'Short documents on tides, coffee, vaccines and more, to try questions on. Each names its source.'
  return (await createCollection(context, actor, { name, description })).id
}
