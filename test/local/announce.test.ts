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

test('where a debugger may attach is shown, to people and to programs', () => {
  const running = { ...RUNNING, debuggerAt: { function: 'processor', address: '127.0.0.1:9229' } };
  expect(readyText(running, 0)).toContain(
    '  Debugger      127.0.0.1:9229 (processor): attach, or open chrome://inspect\n',
  );
  expect(readyStep(running, 7)).toMatchObject({ debuggerAt: { function: 'processor', address: '127.0.0.1:9229' } });
  expect(readyText(RUNNING, 0)).not.toContain('Debugger');
});

test('without an inspector its URL is not shown', () => {
  const running = { ...RUNNING, hasInspector: false };
  expect(readyText(running, 0)).not.toContain('Inspector');
  expect(readyStep(running, 0).inspectorUrl).toBeUndefined();
});
