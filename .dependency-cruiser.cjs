// The import rules of ARCHITECTURE.md as errors. scripts/boundaries.test.ts plants a violation of each and sees it reported.

/** A package as pnpm lays it out, or as a symlink in node_modules. */
const npm = (names) => `node_modules/(${names})/`

const isTest = '(\\.test\\.tsx?$|/testing/|/test/|/e2e/|/bench/)'

/** Features of core, lowest first: a feature may use its own row and the rows above it, never one below. */
const coreOrder = [
  ['telemetry', 'text', 'net'],
  ['jobs', 'models', 'access', 'access-changes', 'audit', 'idempotency', 'logs', 'mail', 'secrets', 'throttle'],
  ['settings'],
  ['accounts'],
  ['totp', 'roles', 'groups', 'directory'],
  ['registration', 'collections'],
  ['sign-in', 'users'],
  ['retrieval'],
  ['library'],
  ['answers'],
  ['agents'],
]

// A schema file is part of a feature's face: data shapes alone, which by schemas-are-zod-only lead nowhere else.
const schemaFile = '/schema\\.ts$'

const featureOrder = coreOrder.slice(0, -1).map((row, index) => ({
  name: `core-order-${row.join('-')}`,
  comment:
    'Within core: telemetry, net ← jobs, models, access, mail ← settings ← accounts ← roles ← registration ← sign-in, users ← retrieval ← library ← answers ← agents.',
  severity: 'error',
  from: { path: `^packages/core/src/(${row.join('|')})/`, pathNot: isTest },
  to: {
    path: `^packages/core/src/(${coreOrder
      .slice(index + 1)
      .flat()
      .join('|')})/`,
    pathNot: schemaFile,
  },
}))

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'db-is-the-lowest',
      severity: 'error',
      from: { path: '^packages/db/' },
      to: { path: '^packages/(core|api)/|^apps/' },
    },
    {
      name: 'core-not-api',
      severity: 'error',
      from: { path: '^packages/core/' },
      to: { path: '^packages/api/|^apps/' },
    },
    {
      name: 'api-only-core',
      comment: 'A procedure makes one call into core; it never reaches past it to the database, and never up.',
      severity: 'error',
      from: { path: '^packages/api/', pathNot: isTest },
      to: { path: '^packages/db/|^apps/' },
    },
    {
      name: 'api-not-apps',
      severity: 'error',
      from: { path: '^packages/api/' },
      to: { path: '^apps/' },
    },
    {
      name: 'server-not-web',
      severity: 'error',
      from: { path: '^apps/server/' },
      to: { path: '^apps/web/' },
    },
    {
      name: 'web-only-types-of-api',
      severity: 'error',
      from: { path: '^apps/web/', pathNot: isTest },
      to: { path: '^packages/api/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-only-schemas-of-core',
      comment: 'Anything else of core would put server code into the browser bundle.',
      severity: 'error',
      from: { path: '^apps/web/', pathNot: isTest },
      to: { path: '^packages/core/', pathNot: '^packages/core/src/schemas\\.ts$' },
    },
    {
      name: 'web-not-server',
      severity: 'error',
      from: { path: '^apps/web/', pathNot: isTest },
      to: { path: '^packages/db/|^apps/server/' },
    },
    {
      name: 'schemas-are-zod-only',
      comment: 'The browser loads these files.',
      severity: 'error',
      from: { path: '^packages/core/src/(schemas|shared-schema|[\\w/-]+/schema)\\.ts$' },
      to: { pathNot: ['^packages/core/src/(shared-schema|[\\w/-]+/schema)\\.ts$', npm('zod')] },
    },
    {
      name: 'feature-through-index',
      severity: 'error',
      from: { path: '^packages/core/src/([^/]+)/' },
      to: { path: '^packages/core/src/[^/]+/', pathNot: ['^packages/core/src/$1/', '/index\\.ts$', schemaFile] },
    },
    {
      name: 'core-through-index',
      comment: 'schemas.ts may list the schema files; everybody else enters a feature through its index.',
      severity: 'error',
      from: {
        path: '^(packages/api|apps)/|^packages/core/src/[^/]+\\.ts$',
        pathNot: '^packages/core/src/schemas\\.ts$',
      },
      to: { path: '^packages/core/src/[^/]+/', pathNot: '/index\\.ts$' },
    },
    {
      name: 'core-no-framework',
      severity: 'error',
      from: { path: '^packages/core/' },
      to: { path: npm('hono|@hono|@trpc|react|react-dom') },
    },
    {
      name: 'index-only-in-retrieval',
      comment: 'Only core/retrieval touches LanceDB.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: ['^packages/core/src/retrieval/', isTest] },
      to: { path: npm('@lancedb|apache-arrow') },
    },
    {
      name: 'sql-only-in-db',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: ['^packages/db/', isTest] },
      to: { path: npm('pg|@prisma') },
    },
    {
      name: 'product-not-testing',
      comment: 'Product code never depends on test code.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: isTest },
      to: { path: '^(packages|apps)/.*(\\.test\\.tsx?$|/testing/|/test/|/e2e/)' },
    },
    ...featureOrder,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|generated)/' },
    // Type-only imports count: a cycle of types is a cycle of ideas.
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
}
