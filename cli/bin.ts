#!/usr/bin/env node
// What `npx pilot-status` runs, where the package is installed in somebody's app.
import { explain } from './terminal/errors.ts';

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
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
