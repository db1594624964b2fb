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
  'ＳＴＯＰ',
  '𝐒𝐓𝐎𝐏',
  '𝓹𝓪𝓻𝓪𝓻',
  'ⓢⓣⓞⓟ',
  'S.T.O.P',
  'p-a-r-a-r.',
  'st\u200Bop',
  '\u202Aparar\u202C',
  'STO\uFE0FP',
  '🛑 Stop 🛑',
  'nao  quero',
  'NÃO QUERO!',
])('%j is one of the words', (message) => {
  expect(isWord(message, WORDS)).toBe(true);
});

test.each(['', ' ', '!', 'please stop', 'stop it', 'stopp', 'pa rar', 'não', 'STOP STOP', 'st.op', 's t o p'])(
  '%j is not',
  (message) => {
    expect(isWord(message, WORDS)).toBe(false);
  },
);

test('where there are no words, nothing is one', () => {
  for (const words of [[], [''], ['!']]) expect(isWord('', words) || isWord('!', words)).toBe(false);
});
