import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversation } from 'pilot-status-webhook-cdk/testing';
import bot from './bot.ts';

test('a message is answered by name', async () => {
  const ana = conversation(bot, { name: 'Ana' });
  assert.deepEqual(await ana.says('oi'), ['Hello Ana, you wrote: oi']);
});
