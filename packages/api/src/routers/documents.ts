import {
  addSamples,
  addTexts,
  addUrl,
  collectionProgress,
  deleteDocuments,
  getDocument,
  getDocumentAccess,
  getDocumentText,
  listChunks,
  listDocuments,
  reprocessDocument,
  setDocumentAccess,
} from '@sarvanom/core'
import {
  addSamplesInputSchema,
  addTextInputSchema,
  addUrlInputSchema,
  deleteDocumentsInputSchema,
  documentInputSchema,
  documentTextInputSchema,
  listChunksInputSchema,
  listDocumentsInputSchema,
  progressInputSchema,
  setDocumentAccessInputSchema,
} from '@sarvanom/core/schemas'
import { router, userProcedure } from '../procedures.ts'
import { watchProgress } from '../progress.ts'

export const documentsRouter = router({
  addText: userProcedure.input(addTextInputSchema).mutation(({ ctx, input }) => addTexts(ctx.core, ctx.actor, input)),
  /** Fetches a page or file of the public internet. */
  addUrl: userProcedure
    .input(addUrlInputSchema)
    .mutation(({ ctx, input, signal }) => addUrl(ctx.core, ctx.actor, input, { signal: signal ?? ctx.signal })),
  /** Makes a collection of the documents that come with the product. */
  addSamples: userProcedure.input(addSamplesInputSchema).mutation(({ ctx }) => addSamples(ctx.core, ctx.actor)),
  list: userProcedure
    .input(listDocumentsInputSchema)
    .query(({ ctx, input }) => listDocuments(ctx.core, ctx.actor, input)),
  get: userProcedure.input(documentInputSchema).query(({ ctx, input }) => getDocument(ctx.core, ctx.actor, input.id)),
  text: userProcedure
    .input(documentTextInputSchema)
    .query(({ ctx, input }) => getDocumentText(ctx.core, ctx.actor, input)),
  chunks: userProcedure.input(listChunksInputSchema).query(({ ctx, input }) => listChunks(ctx.core, ctx.actor, input)),
  delete: userProcedure.input(deleteDocumentsInputSchema).mutation(async ({ ctx, input }) => {
    await deleteDocuments(ctx.core, ctx.actor, input.ids, ctx.from)
    return { ids: input.ids }
  }),
  reprocess: userProcedure
    .input(documentInputSchema)
    .mutation(({ ctx, input }) => reprocessDocument(ctx.core, ctx.actor, input.id)),
  access: router({
    get: userProcedure
      .input(documentInputSchema)
      .query(({ ctx, input }) => getDocumentAccess(ctx.core, ctx.actor, input.id)),
    set: userProcedure
      .input(setDocumentAccessInputSchema)
      .mutation(({ ctx, input }) => setDocumentAccess(ctx.core, ctx.actor, input, ctx.from)),
  }),
  progress: userProcedure
    .input(progressInputSchema)
    .subscription(({ ctx, input, signal }) =>
      watchProgress(
        () => collectionProgress(ctx.core, ctx.actor, input.collectionId),
        ctx.core.changes,
        signal ?? ctx.signal,
      ),
    ),
})
