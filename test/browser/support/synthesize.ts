import { synthesizeAlone } from '../../support/assembly.ts';
import { compile } from '../../support/compile.ts';

/** The bot has buttons. */
const SETTINGS = { bot: 'test/browser/support/bot.ts', sendTimeoutSeconds: '1' };

/** Compiles and synthesizes the app that the browser tests run, before they start. */
export default async function setUp(): Promise<void> {
  await compile();
  process.env.BROWSER_TEST_ASSEMBLY = await synthesizeAlone(SETTINGS);
}
