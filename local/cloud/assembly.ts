import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CloudError } from './errors.ts';

/** A stack as the CDK synthesized it. */
export interface Assembly {
  stackName: string;
  /** Missing when the stack may be deployed to any account and region. */
  account?: string;
  region?: string;
  /** The CloudFormation template, not yet looked at. */
  template: unknown;
  /**
   * The folder or file of an asset, by the object key that the template names.
   *
   * @throws CloudError when the assembly holds no such asset
   */
  assetPath(s3Key: string): string;
}

const manifestShape = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      displayName: z.string().optional(),
      properties: z.record(z.string(), z.unknown()).optional(),
      dependencies: z.array(z.string()).optional(),
    }),
  ),
});
type Artifact = z.infer<typeof manifestShape>['artifacts'][string];

const assetsShape = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .optional(),
});

/**
 * Reads a stack from a folder that `cdk synth` wrote.
 *
 * @param stack the stack's name or artifact id; may be left out when the assembly holds exactly one stack
 * @throws CloudError in one sentence when the folder, a file in it or the stack is missing or broken
 */
export async function readAssembly(folder: string, stack?: string): Promise<Assembly> {
  const { id, artifact, artifacts, folder: own } = chooseStack(await stacksIn(folder), folder, stack);
  const [template, assets] = await Promise.all([
    readJson(join(own, property(artifact, 'templateFile') ?? `${id}.template.json`), z.unknown()),
    readAssets(own, artifacts, artifact),
  ]);
  return {
    stackName: property(artifact, 'stackName') ?? id,
    ...environmentOf(artifact),
    template,
    assetPath(s3Key) {
      const path = assets.get(s3Key);
      if (path === undefined) throw new CloudError(`The cloud assembly ${folder} holds no asset ${s3Key}.`);
      return path;
    },
  };
}

/** A stack of an assembly, in the folder of its stage. */
interface FoundStack {
  id: string;
  artifact: Artifact;
  /** All artifacts of the stage. */
  artifacts: Record<string, Artifact>;
  folder: string;
}

/** The stacks of an assembly, and those of the stages in it, which are assemblies of their own. */
async function stacksIn(folder: string): Promise<FoundStack[]> {
  const { artifacts } = await readJson(join(folder, 'manifest.json'), manifestShape);
  const found = await Promise.all(
    Object.entries(artifacts).map(async ([id, artifact]) => {
      if (artifact.type === 'aws:cloudformation:stack') return [{ id, artifact, artifacts, folder }];
      const stage = artifact.type === 'cdk:cloud-assembly' ? property(artifact, 'directoryName') : undefined;
      return stage === undefined ? [] : stacksIn(join(folder, stage));
    }),
  );
  return found.flat();
}

function chooseStack(stacks: readonly FoundStack[], folder: string, wanted?: string): FoundStack {
  const names = stacks.map(({ id, artifact }) => artifact.displayName ?? id).join(', ') || 'none';
  const chosen = stacks.filter(({ id, artifact }) =>
    wanted === undefined ? true : [id, artifact.displayName, property(artifact, 'stackName')].includes(wanted),
  );
  if (chosen[0] === undefined)
    throw new CloudError(`The cloud assembly ${folder} holds no stack ${wanted ?? ''} (it holds: ${names}).`);
  if (chosen.length > 1)
    throw new CloudError(`The cloud assembly ${folder} holds several stacks (${names}): name one with --stack.`);
  return chosen[0];
}

/** Object key → absolute path, from the asset manifests that the stack depends on. */
async function readAssets(
  folder: string,
  artifacts: Record<string, Artifact>,
  stack: Artifact,
): Promise<Map<string, string>> {
  const files = (stack.dependencies ?? [])
    .map((id) => artifacts[id])
    .filter((artifact) => artifact?.type === 'cdk:asset-manifest')
    .flatMap((artifact) => property(artifact, 'file') ?? []);
  const manifests = await Promise.all(files.map((file) => readJson(join(folder, file), assetsShape)));
  return new Map(
    manifests
      .flatMap((manifest) => Object.values(manifest.files ?? {}))
      .flatMap(({ source, destinations }) =>
        Object.values(destinations).map(({ objectKey }) => [objectKey, resolve(folder, source.path ?? '')] as const),
      ),
  );
}

/** `aws://123456789012/eu-west-1`, with `unknown-account` and `unknown-region` for a stack that may go anywhere. */
function environmentOf({ environment = '' }: Artifact): { account?: string; region?: string } {
  const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment) ?? [];
  return {
    ...(/^\d{12}$/.test(account) && { account }),
    ...(region !== '' && region !== 'unknown-region' && { region }),
  };
}

function property(artifact: Artifact | undefined, name: string): string | undefined {
  const value = artifact?.properties?.[name];
  return typeof value === 'string' ? value : undefined;
}

async function readJson<Shape extends z.ZodType>(path: string, shape: Shape): Promise<z.infer<Shape>> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CloudError(`${path} cannot be read: is this a cloud assembly that "cdk synth" wrote?`);
  });
  const parsed = shape.safeParse(parseJson(text, path));
  if (!parsed.success) throw new CloudError(`${path} is broken: ${z.prettifyError(parsed.error).split('\n')[0]}.`);
  return parsed.data;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CloudError(`${path} is broken: it is not JSON.`);
  }
}
