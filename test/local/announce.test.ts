import { type Running, readyStep, readyText } from '../../local/announce.ts';
import type { Cloud } from '../../local/cloud/cloud.ts';

const CLOUD = { url: 'http://127.0.0.1:3000', outputs: {}, region: 'us-east-1' } as Cloud;
const RUNNING: Running = {
  cloud: CLOUD,
  webhook: { url: 'http://127.0.0.1:3000/hooks/whatsapp/t' },
  vendorUrl: 'http://127.0.0.1:4000',
  hasInspector: true,
  ms: 512,
};

test('the first thing that a person sees is where the inspector is', () => {
  const lines = readyText(RUNNING, 0).split('\n').filter(Boolean);
  expect(lines.slice(0, 3)).toEqual([
    'Ready after 0.5 s. Replies go to http://127.0.0.1:4000.',
    '  Inspector     http://localhost:3000/',
    '  Webhook URL   http://127.0.0.1:3000/hooks/whatsapp/t',
  ]);
  expect(readyStep(RUNNING, 7)).toMatchObject({ at: 7, step: 'ready', inspectorUrl: 'http://localhost:3000/' });
});

test('without an inspector its URL is not shown', () => {
  const running = { ...RUNNING, hasInspector: false };
  expect(readyText(running, 0)).not.toContain('Inspector');
  expect(readyStep(running, 0).inspectorUrl).toBeUndefined();
});
