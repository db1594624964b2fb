import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProject } from '../../../cli/init/create-project.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'init-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a project is made, with the name of its folder', async () => {
  const target = join(folder, 'Minha Loja');
  expect(await createProject([target])).toContain(`cd '${target}' && npm install\n  npm start`);
  expect((await readdir(target)).sort()).toEqual([
    '.github',
    '.gitignore',
    'README.md',
    'app.ts',
    'bot.test.ts',
    'bot.ts',
    'cdk.json',
    'package.json',
    'tsconfig.json',
  ]);
  const { name, dependencies } = JSON.parse(await readFile(join(target, 'package.json'), 'utf8'));
  expect(name).toBe('minha-loja');
  expect(dependencies).toHaveProperty('pilot-status-webhook-cdk', '^0.1.0');
});

test('the package may come from elsewhere', async () => {
  const target = join(folder, 'bot');
  await createProject([target, '--package', 'file:../ours.tgz']);
  const { dependencies } = JSON.parse(await readFile(join(target, 'package.json'), 'utf8'));
  expect(dependencies).toHaveProperty('pilot-status-webhook-cdk', 'file:../ours.tgz');
});

test('a folder with something in it stays as it is', async () => {
  const target = join(folder, 'bot');
  await createProject([target]);
  await expect(createProject([target])).rejects.toThrow(`${target} is not empty`);
});
