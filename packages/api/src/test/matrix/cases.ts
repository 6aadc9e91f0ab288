import type { Objects } from './world.ts'

/** Who may do it, said once more and independently of the product's own table. */
export interface Needs {
  /** Nobody need be signed in. */
  anyone?: true
  /** Never with an API key. */
  person?: true
  scope?: 'read' | 'ask' | 'write' | 'admin'
  /** Where several are named, one of them will do. */
  permission?: string | readonly string[]
  /** Level in the collection, or `own`: the object is the owner's alone; `restricted`: as viewer, and named or editor. */
  on?: 'viewer' | 'editor' | 'owner' | 'own' | 'restricted'
}

export interface Case {
  needs: Needs
  input?(objects: Objects): unknown
  /** Does not name an object: real and random ids make no difference. */
  general?: true
}

const anyone = (input?: Case['input']): Case => ({
  needs: { anyone: true },
  general: true,
  ...(input ? { input } : {}),
})
const person = (input?: Case['input'], on?: Needs['on']): Case => ({
  needs: { person: true, ...(on ? { on } : {}) },
  ...(input ? { input } : {}),
  ...(on ? {} : { general: true as const }),
})
const reads = (on: Needs['on'], input: Case['input'] & {}): Case => ({
  needs: { scope: 'read', ...(on ? { on } : {}) },
  input,
})
const asks = (on: Needs['on'], input: Case['input'] & {}): Case => ({
  needs: { scope: 'ask', ...(on ? { on } : {}) },
  input,
})
const writes = (on: Needs['on'], input: Case['input'] & {}): Case => ({
  needs: { scope: 'write', permission: 'library:write', ...(on ? { on } : {}) },
  input,
})
/** As a person alone: what could let somebody in. */
const letsIn = (input: Case['input'] & {}, general?: true): Case => ({
  needs: { person: true, permission: 'users:manage' },
  input,
  ...(general ? { general } : {}),
})
const manages = (permission: string | readonly string[], input?: Case['input'], general?: true): Case => ({
  needs: { scope: 'admin', permission },
  ...(input ? { input } : {}),
  ...(general ? { general } : {}),
})
const list = { limit: 5 }
const token = 'x'.repeat(43)
const password = 'wrong-and-long-enough-7'

export const cases: Readonly<Record<string, Case>> = {
  'auth.status': anyone(),
  'auth.setup': anyone(() => ({ setupCode: 'nope', email: 'a@example.org', password, name: 'A' })),
  'auth.register': anyone(() => ({ email: 'b@example.org', password, name: 'B' })),
  'auth.login': anyone(() => ({ email: 'nobody@example.org', password })),
  'auth.logout': anyone(),
  'auth.token': anyone(() => ({ email: 'nobody@example.org', password })),
  'auth.refresh': anyone(() => ({ refreshToken: `srt_${token}` })),
  'auth.requestPasswordReset': anyone(() => ({ email: 'nobody@example.org' })),
  'auth.resetPassword': anyone(() => ({ token, password: 'a-fine-password-of-9' })),
  'auth.verifyEmail': anyone(() => ({ token })),
  'auth.invitation': anyone(() => ({ token })),
  'auth.resendVerification': person(),
  'auth.changePassword': person(() => ({ currentPassword: password, newPassword: 'another-fine-one-8' })),
  'auth.sessions.list': person(),
  'auth.sessions.revoke': person((o) => ({ id: o.ownSessionId }), 'own'),
  'auth.sessions.revokeOthers': person(),
  'auth.totp.begin': person(),
  'auth.totp.confirm': person(() => ({ code: '000000' })),
  'auth.totp.disable': person(() => ({ password, code: '000000' })),
  'auth.totp.newRecoveryCodes': person(() => ({ password })),
  'auth.apiKeys.list': person(() => list),
  'auth.apiKeys.create': person(() => ({ name: 'Mine' })),
  'auth.apiKeys.revoke': person((o) => ({ id: o.apiKeyId }), 'own'),

  'account.get': person(),
  'account.update': person(() => ({ name: 'Same' })),
  'account.delete': person(() => ({ password })),

  'users.list': manages('users:manage', () => list, true),
  'users.get': manages('users:manage', (o) => ({ id: o.userId })),
  'users.create': letsIn((o) => ({ email: `${o.userId}@example.com`, name: 'New' }), true),
  'users.update': letsIn((o) => ({ id: o.userId, name: 'Renamed' })),
  'users.disable': manages('users:manage', (o) => ({ id: o.userId })),
  'users.enable': manages('users:manage', (o) => ({ id: o.userId })),
  'users.delete': manages('users:manage', (o) => ({ id: o.userId })),
  'users.resetLink': letsIn((o) => ({ id: o.userId })),
  'users.removeTotp': letsIn((o) => ({ id: o.userId })),
  'users.sessions.list': manages('users:manage', (o) => ({ id: o.userId })),
  'users.sessions.revoke': manages('users:manage', (o) => ({ id: o.userId, sessionId: o.sessionId })),
  'invitations.list': manages('users:manage', () => list, true),
  'invitations.create': letsIn((o) => ({ email: `${o.userId}@example.net` }), true),
  'invitations.delete': manages('users:manage', (o) => ({ id: o.invitationId })),
  'roles.list': manages(['roles:manage', 'users:manage'], undefined, true),
  'roles.create': manages(
    'roles:manage',
    (o) => ({ name: `c${o.userId.slice(-8)}`, description: '', permissions: [] }),
    true,
  ),
  'roles.update': manages('roles:manage', (o) => ({ name: o.roleName, description: 'Changed' })),
  'roles.delete': manages('roles:manage', (o) => ({ name: o.roleName })),
  'groups.list': manages('groups:manage', () => list, true),
  'groups.get': manages('groups:manage', (o) => ({ id: o.groupId })),
  'groups.create': manages('groups:manage', (o) => ({ name: `New ${o.userId}` }), true),
  'groups.update': manages('groups:manage', (o) => ({ id: o.groupId, description: 'Changed' })),
  'groups.delete': manages('groups:manage', (o) => ({ id: o.groupId })),
  'groups.members.list': manages('groups:manage', (o) => ({ groupId: o.groupId, ...list })),
  'groups.members.add': manages('groups:manage', (o) => ({ groupId: o.groupId, userId: o.userId })),
  'groups.members.remove': manages('groups:manage', (o) => ({ groupId: o.groupId, userId: o.memberId })),
  'audit.list': manages('audit:read', () => list, true),
  'system.info': manages('system:manage', undefined, true),
  'system.status': manages('system:manage', undefined, true),
  'system.rebuildIndex': manages('system:manage', undefined, true),
  'system.logs.list': manages('system:manage', () => list, true),
  'system.performance.statements': manages('system:manage', () => ({}), true),
  'system.performance.stalls': manages('system:manage', () => ({}), true),
  'system.performance.runs': manages('system:manage', () => ({}), true),
  'system.performance.forget': manages('system:manage', () => ({ kind: 'stall' }), true),
  'system.jobs.cancel': manages('system:manage', (o) => ({ id: o.jobId })),
  'system.settings.get': manages('system:manage', undefined, true),
  'system.settings.update': manages('system:manage', () => ({ signIn: { sessionIdleDays: 14 } }), true),

  'directory.search': {
    needs: { scope: 'read', permission: ['library:write', 'groups:manage', 'audit:read'] },
    input: () => ({ query: 'Reader', limit: 5 }),
    general: true,
  },
  'collections.list': { ...reads(undefined, () => list), general: true },
  'collections.get': reads('viewer', (o) => ({ id: o.collectionId })),
  'collections.create': { ...writes(undefined, () => ({ name: 'New' })), general: true },
  'collections.update': writes('owner', (o) => ({ id: o.collectionId, name: 'Renamed' })),
  'collections.delete': writes('owner', (o) => ({ id: o.collectionId })),
  'collections.members.list': reads('owner', (o) => ({ collectionId: o.collectionId })),
  'collections.members.set': writes('owner', (o) => ({
    collectionId: o.collectionId,
    userId: o.userId,
    level: 'viewer',
  })),
  'collections.members.remove': writes('owner', (o) => ({ collectionId: o.collectionId, userId: o.memberId })),
  'collections.groups.set': writes('owner', (o) => ({
    collectionId: o.collectionId,
    groupId: o.groupId,
    level: 'viewer',
  })),
  'collections.groups.remove': writes('owner', (o) => ({ collectionId: o.collectionId, groupId: o.groupId })),
  'documents.list': reads('viewer', (o) => ({ collectionId: o.collectionId, ...list })),
  'documents.get': reads('restricted', (o) => ({ id: o.restrictedId })),
  'documents.text': reads('restricted', (o) => ({ id: o.restrictedId })),
  'documents.chunks': reads('viewer', (o) => ({ documentId: o.documentId, ...list })),
  'documents.progress': reads('viewer', (o) => ({ collectionId: o.collectionId })),
  'documents.addText': writes('editor', (o) => ({ collectionId: o.collectionId, items: [{ title: 'A', text: 'B.' }] })),
  'documents.addUrl': writes('editor', (o) => ({ collectionId: o.collectionId, url: 'http://127.0.0.1:9/' })),
  'documents.addSamples': { ...writes(undefined, () => ({})), general: true },
  'documents.delete': writes('editor', (o) => ({ id: o.documentId })),
  'documents.reprocess': writes('editor', (o) => ({ id: o.documentId })),
  'documents.access.get': reads('editor', (o) => ({ id: o.documentId })),
  'documents.access.set': writes('owner', (o) => ({ id: o.documentId, restricted: true, userIds: [], groupIds: [] })),

  'search.retrieve': reads('viewer', (o) => ({ query: 'text', collectionIds: [o.collectionId] })),
  'search.ask': asks('viewer', (o) => ({ question: 'Which text?', collectionIds: [o.collectionId] })),
  'search.events': reads('own', (o) => ({ runId: o.runId })),
  'search.cancel': asks('own', (o) => ({ runId: o.runId })),
  'queries.list': { ...reads(undefined, () => list), general: true },
  'queries.get': reads('own', (o) => ({ id: o.queryId })),
  'queries.timeline': reads('own', (o) => ({ id: o.queryId })),
  'queries.delete': asks('own', (o) => ({ id: o.queryId })),
  'queries.rerun': asks('own', (o) => ({ id: o.queryId })),
  'queries.rate': asks('own', (o) => ({ id: o.queryId, rating: 'up' })),
  'threads.list': { ...reads(undefined, () => list), general: true },
  'threads.get': reads('own', (o) => ({ id: o.threadId })),
  'threads.delete': asks('own', (o) => ({ id: o.threadId })),
  'agents.list': { ...reads(undefined, () => list), general: true },
  'agents.get': reads('own', (o) => ({ id: o.agentId })),
  'agents.create': asks('viewer', (o) => ({ name: `New ${o.userId}`, collectionIds: [o.collectionId] })),
  'agents.update': asks('own', (o) => ({ id: o.agentId, description: 'Changed' })),
  'agents.delete': asks('own', (o) => ({ id: o.agentId })),
  'agents.run': asks('own', (o) => ({ id: o.agentId, question: 'Which text?' })),
  'agents.runs': reads('own', (o) => ({ id: o.agentId, ...list })),
  'analytics.overview': reads('viewer', (o) => ({ timeZone: 'UTC', collectionId: o.collectionId })),
  'analytics.timeseries': reads('viewer', (o) => ({ collectionId: o.collectionId })),
  'analytics.top': reads('viewer', (o) => ({ collectionId: o.collectionId })),
  'analytics.questions': reads('viewer', (o) => ({ collectionId: o.collectionId })),
  'analytics.searches': reads('viewer', (o) => ({ collectionId: o.collectionId })),
  'agents.cancel': asks('own', (o) => ({ id: o.agentRunId })),
}
