import {
  addSamples,
  addTexts,
  collectionProgress,
  deleteDocuments,
  getDocument,
  getDocumentText,
  listChunks,
  listDocuments,
  reprocessDocument,
} from '@sarvanom/core'
import {
  addSamplesInputSchema,
  addTextInputSchema,
  deleteDocumentsInputSchema,
  documentInputSchema,
  documentTextInputSchema,
  listChunksInputSchema,
  listDocumentsInputSchema,
  progressInputSchema,
} from '@sarvanom/core/schemas'
import { router, userProcedure } from '../procedures.ts'
import { watchProgress } from '../progress.ts'

export const documentsRouter = router({
  addText: userProcedure.input(addTextInputSchema).mutation(({ ctx, input }) => addTexts(ctx.core, ctx.actor, input)),
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
    await deleteDocuments(ctx.core, ctx.actor, input.ids)
    return { ids: input.ids }
  }),
  reprocess: userProcedure
    .input(documentInputSchema)
    .mutation(({ ctx, input }) => reprocessDocument(ctx.core, ctx.actor, input.id)),
  progress: userProcedure
    .input(progressInputSchema)
    .subscription(({ ctx, input, signal }) =>
      watchProgress(() => collectionProgress(ctx.core, ctx.actor, input.collectionId), signal ?? ctx.signal),
    ),
})
