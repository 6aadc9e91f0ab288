import { describe, expect, it } from 'vitest'
import { variables } from '../../apps/server/src/env-variables.ts'
import { yaml, yamlFiles } from './files.ts'
import { assertValid, type Manifest, unknownFields } from './kubernetes.ts'

const files = yamlFiles('deploy/kubernetes').filter((path) => !path.endsWith('/kustomization.yaml'))
const manifests = files.flatMap((path) => yaml(path) as Manifest[])
const only = (kind: string) => {
  const [found, ...others] = manifests.filter((manifest) => manifest.kind === kind)
  if (!found || others.length > 0) throw new Error(`there must be one ${kind}`)
  return found
}
const deployment = only('Deployment')
const pod = deployment.spec.template.spec
const [server] = pod.containers

describe('the manifests', () => {
  it.each(files.map((path) => [path]))('%s keeps the schema of its kind', (path) => {
    for (const manifest of yaml(path) as Manifest[]) assertValid(manifest)
  })

  it('have no field that Kubernetes does not know', async () => {
    expect(await unknownFields(manifests)).toEqual([])
  })

  it('would be caught with a wrong type, a missing field or a misspelt one', async () => {
    expect(() => assertValid({ ...deployment, spec: { ...deployment.spec, replicas: 'one' } })).toThrow(/replicas/)
    expect(() => assertValid({ ...deployment, spec: { replicas: 1 } })).toThrow(/selector/)
    const misspelt = structuredClone(deployment)
    misspelt.spec.template.spec.containers[0].livenesProbe = {}
    expect(await unknownFields([misspelt])).toEqual(['livenesProbe'])
  })

  it('name no namespace, so that they go where they are applied', () => {
    expect(manifests.filter(({ metadata }) => metadata.namespace !== undefined)).toEqual([])
  })

  it('are all applied, but for what is optional or an example', () => {
    const [kustomization] = yaml('deploy/kubernetes/kustomization.yaml') as [{ resources: string[] }]
    const byThemselves = ['secret.example.yaml', 'servicemonitor.yaml']
    const names = files.map((path) => path.split('/').at(-1))
    expect(kustomization.resources.toSorted()).toEqual(
      names.filter((name) => !byThemselves.includes(String(name))).toSorted(),
    )
  })

  it('find each other', () => {
    const labels = deployment.spec.template.metadata.labels
    for (const selector of [
      deployment.spec.selector.matchLabels,
      only('Service').spec.selector,
      only('PodDisruptionBudget').spec.selector.matchLabels,
      only('NetworkPolicy').spec.podSelector.matchLabels,
    ])
      expect(labels).toMatchObject(selector)
    expect(only('ServiceMonitor').spec.selector.matchLabels).toEqual(only('Service').metadata.labels)
    expect(server.envFrom).toEqual([
      { configMapRef: { name: only('ConfigMap').metadata.name } },
      { secretRef: { name: only('Secret').metadata.name } },
    ])
    expect(pod.volumes[0].persistentVolumeClaim.claimName).toBe(only('PersistentVolumeClaim').metadata.name)
    expect(only('Ingress').spec.rules[0].http.paths[0].backend.service).toEqual({
      name: only('Service').metadata.name,
      port: { name: only('Service').spec.ports[0].name },
    })
  })

  it('set only what the server knows, and secrets as a Secret', () => {
    const known = Object.entries(variables)
    const settings = Object.keys(only('ConfigMap').data)
    const secrets = Object.keys(only('Secret').stringData)
    for (const name of [...settings, ...secrets]) expect(Object.keys(variables)).toContain(name)
    const secretNames = known.flatMap(([name, variable]) => ('secret' in variable ? [name] : []))
    expect(secrets.toSorted()).toEqual(secretNames.filter((name) => !/EMBEDDING/.test(name)).toSorted())
    expect(settings.filter((name) => secretNames.includes(name))).toEqual([])
    // An example that works would be used.
    expect(Object.values(only('Secret').stringData).join('')).toBe('')
  })
})

describe('the deployment', () => {
  it('is one process, replaced and not doubled, as the index demands', () => {
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } })
    expect(only('PodDisruptionBudget').spec.maxUnavailable).toBe(1)
  })

  it('gives a stop more time than it takes: 3 s before, 10 s for the server', () => {
    expect(server.lifecycle.preStop.exec.command).toEqual(['sleep', '3'])
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(3 + 10)
  })

  it('keeps the restricted pod security standard', () => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(server.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect(pod.automountServiceAccountToken).toBe(false)
    expect(server.resources).toMatchObject({ requests: { cpu: expect.anything(), memory: expect.anything() } })
    expect(server.resources.limits).toMatchObject({ cpu: expect.anything(), memory: expect.anything() })
  })

  it('asks the process whether it lives and the parts whether they work', () => {
    const path = (probe: string) => server[probe].httpGet.path
    expect([path('startupProbe'), path('readinessProbe'), path('livenessProbe')]).toEqual([
      '/health/ready',
      '/health/ready',
      '/health/live',
    ])
  })
})
