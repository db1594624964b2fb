import { speaker } from '../../operations/translate.ts';

const TEXTS = {
  Close: 'Fechar',
  reply: 'resposta',
  replies: 'respostas',
  run: 'execução',
  runs: 'execuções',
  'Hello {name}': 'Olá, {name}',
  'It failed (again): {why}': 'Falhou (de novo): {why}',
  'no code': 'sem código',
};
const english = speaker(TEXTS, 'en');
const portuguese = speaker(TEXTS, 'pt-BR');

test('a text is said in the language, with its values as they are', () => {
  expect([english.t('Close'), portuguese.t('Close')]).toEqual(['Close', 'Fechar']);
  expect(portuguese.t('Hello {name}', { name: 'Close {name}' })).toBe('Olá, Close {name}');
  expect(english.t('Hello {name}', { name: '' })).toBe('Hello ');
});

test('one is not many, and each language writes numbers in its own way', () => {
  expect([0, 1, 1_200].map((count) => english.counted(count, 'reply', 'replies'))).toEqual([
    '0 replies',
    '1 reply',
    '1,200 replies',
  ]);
  expect([english.counted(0, 'run'), portuguese.counted(0, 'run')]).toEqual(['0 runs', '0 execuções']);
  expect(portuguese.counted(1_200, 'reply', 'replies')).toBe('1.200 respostas');
});

test('a text from elsewhere is recognized with its values, which are translated too', () => {
  expect(portuguese.translated('It failed (again): no code')).toBe('Falhou (de novo): sem código');
  expect(portuguese.translated('It failed (again): 500: Close\nall')).toBe('Falhou (de novo): 500: Close\nall');
  expect(english.translated('It failed (again): no code')).toBe('It failed (again): no code');
});

test('a text from elsewhere that nobody translated stays as it is', () => {
  expect(portuguese.translated('Something else')).toBe('Something else');
  expect(portuguese.translated('toString')).toBe('toString');
});
