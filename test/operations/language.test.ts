import { readLanguage, systemLanguage } from '../../operations/language.ts';

test.each([
  ['pt', 'pt-BR'],
  ['pt-PT', 'pt-BR'],
  ['pt_BR.UTF-8', 'pt-BR'],
  ['PT-br', 'pt-BR'],
  ['en_US.UTF-8', 'en'],
  ['C', undefined],
  ['es-AR', undefined],
  ['', undefined],
  [undefined, undefined],
])('%j is read as %j', (tag, language) => {
  expect(readLanguage(tag)).toBe(language);
});

test('of the variables of the system the first one that is set decides', () => {
  expect(systemLanguage({ LC_ALL: 'C', LC_MESSAGES: 'pt_BR', LANG: 'pt_BR' })).toBeUndefined();
  expect(systemLanguage({ LC_ALL: '', LC_MESSAGES: 'pt_BR', LANG: 'en_US' })).toBe('pt-BR');
  expect(systemLanguage({ LANG: 'pt_BR.UTF-8' })).toBe('pt-BR');
  expect(systemLanguage({ LANG: 'en_US.UTF-8' })).toBeUndefined();
});
