import { synthesize } from '../../../local/synthesize.ts';

/** Lost answers are looked up after twelve seconds instead of a minute; the bot has buttons. */
const SETTINGS = { bot: 'test/browser/support/bot.ts', sendTimeoutSeconds: '1', unknownSettleSeconds: '12' };

/** Synthesizes the app that the browser tests run, before they start. */
export default async function setUp(): Promise<void> {
  process.env.BROWSER_TEST_ASSEMBLY = await synthesize(SETTINGS);
}
