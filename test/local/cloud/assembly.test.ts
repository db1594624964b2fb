import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../../../local/cloud/assembly.ts';

const stack = (templateFile: string, properties: object = {}) => ({
  type: 'aws:cloudformation:stack',
  environment: 'aws://unknown-account/unknown-region',
  properties: { templateFile, ...properties },
  dependencies: ['Shop.assets'],
});
const assets = { type: 'cdk:asset-manifest', properties: { file: 'Shop.assets.json' } };
const assetFile = {
  files: {
    abc: {
      source: { path: 'asset.abc', packaging: 'zip' },
      destinations: { here: { bucketName: 'b', objectKey: 'abc.zip' } },
    },
  },
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assembly-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(files: Record<string, unknown>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

describe('a cloud assembly', () => {
  test('gives its only stack, with the folders of its assets', async () => {
    await write({
      'manifest.json': {
        artifacts: { Shop: stack('Shop.template.json', { stackName: 'shop-prod' }), 'Shop.assets': assets },
      },
      'Shop.template.json': { Resources: {} },
      'Shop.assets.json': assetFile,
    });
    const assembly = await readAssembly(folder);
    expect(assembly).toMatchObject({ stackName: 'shop-prod', template: { Resources: {} } });
    expect(assembly).not.toHaveProperty('region');
    expect(assembly.assetPath('abc.zip')).toBe(join(folder, 'asset.abc'));
    expect(() => assembly.assetPath('xyz.zip')).toThrow('holds no asset xyz.zip');
  });

  test('knows the account and the region of a stack that is bound to them', async () => {
    await write({
      'manifest.json': {
        artifacts: { Shop: { ...stack('Shop.template.json'), environment: 'aws://123456789012/sa-east-1' } },
      },
      'Shop.template.json': {},
    });
    expect(await readAssembly(folder)).toMatchObject({ account: '123456789012', region: 'sa-east-1' });
  });

  test('asks for a name when it holds several stacks', async () => {
    await write({
      'manifest.json': { artifacts: { Shop: stack('Shop.template.json'), Bank: stack('Bank.template.json') } },
      'Shop.template.json': {},
      'Bank.template.json': { Description: 'bank' },
    });
    await expect(readAssembly(folder)).rejects.toThrow('holds several stacks (Shop, Bank): name one with --stack.');
    expect(await readAssembly(folder, 'Bank')).toMatchObject({ template: { Description: 'bank' } });
    await expect(readAssembly(folder, 'Zoo')).rejects.toThrow('holds no stack Zoo (it holds: Shop, Bank).');
  });
});

describe('a broken cloud assembly says so in one sentence', () => {
  test('a folder that is not one', async () => {
    await expect(readAssembly(folder)).rejects.toThrow(/manifest\.json cannot be read: is this a cloud assembly/);
  });

  test('a template that is not JSON', async () => {
    await write({
      'manifest.json': { artifacts: { Shop: stack('Shop.template.json') } },
      'Shop.template.json': '{"Resources":',
    });
    await expect(readAssembly(folder)).rejects.toThrow(/Shop\.template\.json is broken: it is not JSON\.$/);
  });

  test('a template that is missing', async () => {
    await write({ 'manifest.json': { artifacts: { Shop: stack('Shop.template.json') } } });
    await expect(readAssembly(folder)).rejects.toThrow(/Shop\.template\.json cannot be read/);
  });

  test('a manifest of another shape', async () => {
    await write({ 'manifest.json': { artefacts: {} } });
    await expect(readAssembly(folder)).rejects.toThrow(/manifest\.json is broken/);
  });
});

test('a stack of a stage is found by its name in the app', async () => {
  await mkdir(join(folder, 'assembly-Prod'));
  await write({
    'manifest.json': {
      artifacts: { 'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } } },
    },
    'assembly-Prod/manifest.json': {
      artifacts: { ProdShop: { ...stack('Shop.template.json'), displayName: 'Prod/Shop' }, 'Shop.assets': assets },
    },
    'assembly-Prod/Shop.template.json': { Resources: {} },
    'assembly-Prod/Shop.assets.json': assetFile,
  });
  const found = await readAssembly(folder, 'Prod/Shop');
  expect(found).toMatchObject({ stackName: 'ProdShop', template: { Resources: {} } });
  expect(found.assetPath('abc.zip')).toBe(join(folder, 'assembly-Prod', 'asset.abc'));
  await expect(readAssembly(folder, 'Test/Shop')).rejects.toThrow('holds no stack Test/Shop (it holds: Prod/Shop)');
});
