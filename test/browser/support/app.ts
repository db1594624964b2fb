import { join } from 'node:path';
import { type LocalApp, startAppWith } from '../../support/local-app.ts';

/** Starts the app that was synthesized for the browser tests, with the inspector. */
export function startApp(...args: string[]): Promise<LocalApp> {
  const envFile = join(import.meta.dirname, 'functions.env');
  return startAppWith(envFile, '--assembly', `${process.env.BROWSER_TEST_ASSEMBLY}`, ...args);
}
