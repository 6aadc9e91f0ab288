import {
  type Copy,
  DockerfileParser,
  type Instruction,
  type JSONInstruction,
  type ModifiableInstruction,
} from 'dockerfile-ast'

export type Step =
  | { kind: 'workdir'; path: string }
  | { kind: 'run'; command: string; mounts: { type: string; target: string }[] }
  | { kind: 'copy'; from: string | undefined; source: string; target: string }
  | { kind: 'env'; values: Record<string, string> }

export interface Stage {
  name: string | undefined
  base: string
  steps: Step[]
  user: string | undefined
  volumes: string[]
  stopSignal: string | undefined
  healthCheck: string[]
  command: string[]
}

/** Says nothing about what is done. */
const silent = ['ARG', 'LABEL', 'EXPOSE']

/**
 * What a Dockerfile does, stage by stage.
 * @throws for an instruction that it does not know: nothing is skipped in silence
 */
export function readDockerfile(text: string): Stage[] {
  const defaults = [...text.matchAll(/^ARG (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [name, value] as const)
  const expand = (value: string) => defaults.reduce((result, [name, to]) => result.replaceAll(`\${${name}}`, to), value)
  const stages: Stage[] = []
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword()
    const words = instruction.getArguments().map((argument) => argument.getValue())
    if (keyword === 'FROM') {
      stages.push({
        name: words[2],
        base: expand(words[0] ?? ''),
        steps: [],
        user: undefined,
        volumes: [],
        stopSignal: undefined,
        healthCheck: [],
        command: [],
      })
      continue
    }
    if (silent.includes(keyword)) continue
    const stage = stages.at(-1)
    if (!stage) throw new Error(`${keyword} comes before FROM`)
    if (keyword === 'USER') stage.user = words[0]
    else if (keyword === 'VOLUME') stage.volumes.push(...words)
    else if (keyword === 'STOPSIGNAL') stage.stopSignal = words[0]
    else if (keyword === 'CMD') stage.command = stringsOf(instruction as JSONInstruction)
    else if (keyword === 'HEALTHCHECK')
      stage.healthCheck = JSON.parse(/CMD (\[.*\])$/.exec(String(instruction))?.[1] ?? '')
    else stage.steps.push(stepOf(keyword, words, instruction))
  }
  return stages
}

function stepOf(keyword: string, words: string[], instruction: Instruction): Step {
  switch (keyword) {
    case 'WORKDIR':
      return { kind: 'workdir', path: words[0] ?? '' }
    case 'RUN': {
      const mounts = (instruction as ModifiableInstruction).getFlags().map((flag) => ({
        type: flag.getOption('type')?.getValue() ?? '',
        target: flag.getOption('target')?.getValue() ?? '',
      }))
      return { kind: 'run', command: words.join(' '), mounts }
    }
    case 'COPY': {
      const [source = '', target = ''] = words
      return { kind: 'copy', from: (instruction as Copy).getFromFlag()?.getValue() ?? undefined, source, target }
    }
    case 'ENV':
      return { kind: 'env', values: Object.fromEntries(words.map((word) => word.split('=') as [string, string])) }
    default:
      throw new Error(`the instruction ${keyword} is not known here`)
  }
}

const stringsOf = (instruction: JSONInstruction) =>
  instruction.getJSONStrings().map((argument) => JSON.parse(argument.getValue()) as string)
