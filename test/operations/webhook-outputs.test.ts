import { outputsOfWebhook } from '../../operations/webhook-outputs.ts';

const TWO = { SalesLedgerTable: 'a', SalesHookUrl: 'b', SupportLedgerTable: 'c', Orders: 'd' };

test('the only webhook of a stack need not be named', () => {
  expect(outputsOfWebhook({ LedgerTable: 'a' })).toEqual({ outputs: { LedgerTable: 'a' }, webhook: '' });
  expect(outputsOfWebhook({ SalesLedgerTable: 'a', Orders: 'd' })).toEqual({
    outputs: { LedgerTable: 'a' },
    webhook: 'Sales',
  });
});

test('of several webhooks one is named', () => {
  expect(outputsOfWebhook(TWO, 'Sales').outputs).toEqual({ LedgerTable: 'a', HookUrl: 'b' });
  expect(() => outputsOfWebhook(TWO)).toThrow('several webhooks: choose one of Sales, Support with --webhook');
  expect(() => outputsOfWebhook(TWO, 'Sale')).toThrow('has no webhook Sale; it has Sales, Support');
});

test('a stack without a webhook keeps its outputs, for the errors that follow', () => {
  expect(outputsOfWebhook({ Orders: 'd' })).toEqual({ outputs: { Orders: 'd' }, webhook: '' });
});
