import type { Settings } from '../../local/synthesize.ts';
import { synthesizeApp } from './assembly.ts';
import { type LocalApp, startApp } from './local-app.ts';
import { type TestVendor, testVendor } from './vendor.ts';

/** Starts the app with these settings, which sends to a vendor of its own. */
export async function startAppWithVendor(
  settings: Settings,
): Promise<{ app: LocalApp; vendor: TestVendor; stop(): Promise<void> }> {
  const [assembly, vendor] = await Promise.all([synthesizeApp(settings), testVendor()]);
  const app = await startApp('--assembly', assembly, '--vendor-url', vendor.url);
  const stop = async (): Promise<void> => {
    await app.stop();
    await vendor.stop();
  };
  return { app, vendor, stop };
}
