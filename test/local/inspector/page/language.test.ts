import { chooseLanguage } from '../../../../local/inspector/page/language.ts';

const NOTHING = { search: '', stored: null, server: undefined, browser: 'de-DE' };

test.each([
  ['the address', { search: '?lang=pt-BR', stored: 'en', server: 'en', browser: 'en' }],
  ['the choice on the page', { stored: 'pt-BR', server: 'en', browser: 'en' }],
  ['the server', { server: 'pt-BR', browser: 'en-US' }],
  ['the browser', { browser: 'pt-PT' }],
])('%s decides where nothing before it does', (_, sources) => {
  expect(chooseLanguage({ ...NOTHING, ...sources })).toBe('pt-BR');
});

test('a language that the page does not have is passed over, and English is the last resort', () => {
  expect(chooseLanguage({ ...NOTHING, search: '?lang=xx', server: 'pt-BR' })).toBe('pt-BR');
  expect(chooseLanguage(NOTHING)).toBe('en');
});
