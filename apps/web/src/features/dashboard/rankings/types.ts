import type { TopItem, TopList } from '@sarvanom/core/schemas'

export type ItemOf<L extends TopList> = Extract<TopItem, { list: L }>

export const isOf =
  <L extends TopList>(list: L) =>
  (item: TopItem): item is ItemOf<L> =>
    item.list === list
