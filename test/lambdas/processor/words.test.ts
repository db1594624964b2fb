import { isWord } from '../../../lambdas/processor/words.ts';

const WORDS = ['STOP', 'PARAR', 'SAIR', 'CANCELAR', 'Não quero'];

test.each([
  'STOP',
  'stop',
  ' Stop. ',
  'PARAR!',
  'parar…',
  '*Sair*',
  'cancelar\n',
  'ＳＴＯＰ'.normalize('NFKC'),
  'nao  quero',
  'NÃO QUERO!',
])('%j is one of the words', (message) => {
  expect(isWord(message, WORDS)).toBe(true);
});

test.each(['', ' ', '!', 'please stop', 'stop it', 'stopp', 'pa rar', 'não', 'STOP STOP'])('%j is not', (message) => {
  expect(isWord(message, WORDS)).toBe(false);
});

test('where there are no words, nothing is one', () => {
  for (const words of [[], [''], ['!']]) expect(isWord('', words) || isWord('!', words)).toBe(false);
});
