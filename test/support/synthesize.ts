import { synthesize } from '../../local/synthesize.ts';

/** Synthesizes the app once, before the tests that run it start side by side. */
export default async function setUp(): Promise<void> {
  await synthesize();
}
