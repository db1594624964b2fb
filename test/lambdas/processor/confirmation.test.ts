import { type ConfirmationRules, confirmation } from '../../../lambdas/processor/confirmation.ts';

const RULES: ConfirmationRules = {
  language: 'auto',
  optOutReply: 'auto',
  optInReply: 'auto',
  optInWords: ['START', 'VOLTAR', 'VOLVER'],
};

test.each([
  ['+5531999999999', 'Você não receberá mais mensagens nossas. Para voltar a receber, escreva VOLTAR.'],
  ['+14155550123', 'You will get no more messages from us. Write START to come back.'],
  ['BR.13491208655302741918', 'You will get no more messages from us. Write START to come back.'],
])('%s is told in its likely language', (to, words) => {
  expect(confirmation('out', to, RULES)).toBe(words);
});

test('a language that is set is used for all', () => {
  const rules: ConfirmationRules = { ...RULES, language: 'es' };
  expect(confirmation('out', '+5531999999999', rules)).toContain('VOLVER');
  expect(confirmation('in', '+14155550123', rules)).toBe('¡Qué bueno tenerle de vuelta!');
});

test('the word to come back by is one that works', () => {
  expect(confirmation('out', '+5531999999999', { ...RULES, optInWords: ['ZURÜCK'] })).toContain('escreva ZURÜCK.');
  expect(confirmation('out', '+14155550123', { ...RULES, optInWords: [] })).toBe(
    'You will get no more messages from us.',
  );
});

test('words that are set are used, and none where they are empty', () => {
  expect(confirmation('out', '+5531999999999', { ...RULES, optOutReply: 'Ok.' })).toBe('Ok.');
  expect(confirmation('in', '+5531999999999', { ...RULES, optInReply: '' })).toBe('');
});
