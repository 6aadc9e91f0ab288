import { searchDirectory } from '@sarvanom/core'
import { directorySearchSchema } from '@sarvanom/core/schemas'
import { router, userProcedure } from '../procedures.ts'

export const directoryRouter = router({
  search: userProcedure.input(directorySearchSchema).query(({ ctx, input }) => searchDirectory(ctx.core, input)),
})
