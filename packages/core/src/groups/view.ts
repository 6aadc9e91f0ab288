import type { Database } from '@sarvanom/db'

export interface GroupsContext {
  db: Database
}

export interface GroupView {
  id: string
  name: string
  description: string
  memberCount: number
  createdAt: string
}

export const groupSelect = {
  id: true,
  name: true,
  description: true,
  createdAt: true,
  _count: { select: { members: true } },
} as const

interface GroupRow {
  id: string
  name: string
  description: string
  createdAt: Date
  _count: { members: number }
}

export const toView = ({ _count, createdAt, ...group }: GroupRow): GroupView => ({
  ...group,
  memberCount: _count.members,
  createdAt: createdAt.toISOString(),
})
