import type { VendorActivity } from '../../local/simulator/activity.ts';
import { startVendor } from '../../local/simulator/vendor.ts';
import { writeState } from '../../operations/state-file.ts';
import { type LocalApp, startBareApp } from './local-app.ts';
import { type Ended, pilotInside } from './pilot.ts';

type Json = Record<string, unknown>;

/** A stack that has just been deployed, next to a simulator that knows nothing about it. */
export interface Unconnected {
  app: LocalApp;
  vendorUrl: string;
  /** All that happened in the simulator. */
  activities: VendorActivity[];
  /** Runs a command on the stack. */
  pilot(args: string[], input?: string): Promise<Ended>;
  /** Calls the vendor's API with the key of the number. */
  vendor(method: string, path: string, body?: unknown): Promise<Json>;
  /** The webhooks that the vendor has. */
  webhooks(): Promise<Json[]>;
  stop(): Promise<void>;
}

/** The keys that the simulator takes: the first of a number, the other of the whole account. */
export const NUMBER_KEY = 'ps_number';
export const TENANT_KEY = 'ps_tenant';

/** @param assembly where it is another than that of the default settings */
export async function startUnconnected(assembly?: string): Promise<Unconnected> {
  const activities: VendorActivity[] = [];
  const stand = await startVendor({
    apiKey: NUMBER_KEY,
    tenantKey: TENANT_KEY,
    statusDelays: { sent: 1, delivered: 1, read: 1 },
    observe: (activity) => void activities.push(activity),
  });
  const app = await startBareApp({ PILOT_STATUS_BASE_URL: stand.url }, assembly);
  const { awsEndpoint, region, adminCredentials, outputs, stackId, webhookUrl } = app.ready;
  const place = { awsEndpoint, region, adminCredentials, outputs, stackId, webhookUrl, vendorUrl: stand.url };
  await writeState(app.stateFile, { ...place, pid: app.process.pid ?? 0 });

  const vendor: Unconnected['vendor'] = async (method, path, body) => {
    const response = await fetch(stand.url + path, {
      method,
      headers: { 'x-api-key': NUMBER_KEY, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Json;
  };
  return {
    app,
    vendorUrl: stand.url,
    activities,
    pilot: (args, input) => pilotInside([...args, '--local'], { LOCAL_STATE_FILE: app.stateFile }, input),
    vendor,
    webhooks: async () => (await vendor('GET', '/v1/webhooks')).items as Json[],
    async stop() {
      await app.stop();
      await stand.stop();
    },
  };
}
