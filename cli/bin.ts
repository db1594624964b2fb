#!/usr/bin/env node
// What `npx pilot-status` runs, where the package is installed in somebody's app.

const [command, ...words] = process.argv.slice(2);

try {
  if (command === 'start') {
    process.argv.splice(2, 1);
    await import('../local/start.ts');
  } else if (command === 'init') {
    const { createProject } = await import('./init/create-project.ts');
    process.stdout.write(await createProject(words));
  } else {
    await import('./main.ts');
  }
} catch (error) {
  process.stderr.write(`${explained(error)}\n`);
  process.exitCode = 1;
}

const INSTALL = 'npm install --save-dev dynalite@4.0.0 fastify@5.12.8 fauxqs@1.9.2';

/** The packages of the local cloud are only installed where somebody wants it. */
function explained(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const missing = code === 'ERR_MODULE_NOT_FOUND' ? /Cannot find package '([^']+)'/.exec(message)?.[1] : undefined;
  if (missing === undefined) return message ?? String(error);
  return `npx pilot-status ${command} needs packages that are not installed, such as ${missing}: run \`${INSTALL}\``;
}
