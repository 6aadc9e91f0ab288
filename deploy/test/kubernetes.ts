import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1'
import { Deployment } from 'kubernetes-models/apps/v1'
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { ConfigMap, PersistentVolumeClaim, Secret, Service } from 'kubernetes-models/v1'
import { repository } from './files.ts'

export interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; labels: Record<string, string> }
  // biome-ignore lint/suspicious/noExplicitAny: the schema says what is in it
  [part: string]: any
}

/** The kinds that we use, and where the packages have their schemas. */
const kinds = {
  ConfigMap: { model: ConfigMap, from: 'kubernetes-models/v1' },
  Deployment: { model: Deployment, from: 'kubernetes-models/apps/v1' },
  Ingress: { model: Ingress, from: 'kubernetes-models/networking.k8s.io/v1' },
  NetworkPolicy: { model: NetworkPolicy, from: 'kubernetes-models/networking.k8s.io/v1' },
  PersistentVolumeClaim: { model: PersistentVolumeClaim, from: 'kubernetes-models/v1' },
  PodDisruptionBudget: { model: PodDisruptionBudget, from: 'kubernetes-models/policy/v1' },
  Secret: { model: Secret, from: 'kubernetes-models/v1' },
  Service: { model: Service, from: 'kubernetes-models/v1' },
  ServiceMonitor: {
    model: ServiceMonitor,
    from: '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
  },
}

const kindOf = ({ kind }: Manifest) => {
  const known = kinds[kind as keyof typeof kinds]
  if (!known) throw new Error(`no schema is known for the kind ${kind}`)
  return known
}

/** Checks types and required fields by the schemas of the Kubernetes API. @throws saying what is wrong */
export function assertValid(manifest: Manifest): void {
  const { model } = kindOf(manifest)
  ;new (model as new (data: object) => { validate(): void })(manifest).validate()
}

/**
 * Fields that the Kubernetes API does not know: it would ignore them, and so do the schemas. The types made of the same
 * schemas do not, so the compiler is asked, about all manifests at once.
 * @returns the names of such fields
 */
export async function unknownFields(manifests: readonly Manifest[]): Promise<string[]> {
  const place = join(repository, 'node_modules/.sarvanom')
  mkdirSync(place, { recursive: true })
  const folder = mkdtempSync(join(place, 'manifests-'))
  const lines = manifests.map((manifest) => {
    const { from } = kindOf(manifest)
    return `${JSON.stringify(manifest)} satisfies import('${from}').I${manifest.kind}`
  })
  writeFileSync(join(folder, 'manifests.ts'), `export const manifests = [\n${lines.join(',\n')}]\n`)
  try {
    const compiler = join(repository, 'node_modules/typescript/bin/tsc')
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', '', '--ignoreConfig']
    const output = await new Promise<string>((resolve) =>
      execFile(process.execPath, [compiler, ...options, join(folder, 'manifests.ts')], (_error, stdout) =>
        resolve(stdout),
      ),
    )
    const found = [...output.matchAll(/'([^']+)' does not exist in type|error TS(?!2353)[^\n]*/g)]
    return found.map(([line, field]) => field?.replaceAll('"', '') ?? line)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
