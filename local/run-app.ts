import { spawn } from 'node:child_process';
import { PROJECT } from '../lib/places.ts';

interface AppToRun {
  /** A program; a line for the shell where there are no arguments. */
  command: string;
  args?: readonly string[];
  /** The folder of the cloud assembly that it writes. */
  assembly: string;
  context: Readonly<Record<string, unknown>>;
  /** More environment variables. */
  env?: Readonly<Record<string, string>>;
}

/**
 * Runs a CDK app from the root of the project, as `cdk synth` does.
 *
 * @throws Error when the app cannot be synthesized; what it printed is in the message
 */
export async function runApp({ command, args, assembly, context, env }: AppToRun): Promise<void> {
  const app = spawn(command, args ?? [], {
    shell: args === undefined,
    cwd: PROJECT,
    env: {
      ...process.env,
      ...env,
      CDK_OUTDIR: assembly,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      // CDK's own check of the template takes seconds; cdk synth and cdk deploy make it.
      CDK_VALIDATION: 'false',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let printed = '';
  app.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const code = await new Promise((resolve, reject) => app.on('error', reject).on('close', resolve));
  if (code !== 0) {
    throw new Error(`The app cannot be synthesized:\n${printed.trim() || `\`${command}\` ended with ${code}`}`);
  }
}
