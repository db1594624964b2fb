import { synthesizeApp } from '../../support/assembly.ts';
import { compile } from '../../support/compile.ts';

/** Lost answers are looked up after twelve seconds instead of a minute; the bot has buttons. */
const SETTINGS = { bot: 'test/browser/support/bot.ts', sendTimeoutSeconds: '1', unknownSettleSeconds: '12' };

/** Compiles and synthesizes the app that the browser tests run, before they start. */
export default async function setUp(): Promise<void> {
  await compile();
  process.env.BROWSER_TEST_ASSEMBLY = await synthesizeApp(SETTINGS);
}
