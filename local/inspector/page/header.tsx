import { useEffect } from 'preact/hooks';
import type { Language } from '../../../operations/language.ts';
import type { Link } from './connection.ts';
import { CopyButton } from './copy-button.tsx';
import { useStored } from './hooks.ts';
import { HelpIcon, ThemeIcon } from './icons.tsx';
import { LANGUAGE_KEY } from './language.ts';
import type { PageModel } from './model.ts';
import { language, t } from './texts.ts';

const LINK_WORDS = {
  connecting: 'connecting',
  live: 'live',
  lost: 'the server is gone; reconnecting',
} as const satisfies Record<Link, string>;

export function Header({ model, link, onHelp }: { model: PageModel; link: Link; onHelp(): void }) {
  const { webhookUrl, stack } = model;
  return (
    <header class="top">
      <h1>
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M5 16a11 11 0 1 1 4.5 8.9L4.500 27l1.400-5A11 11 0 0 1 5 16Z" />
          <path d="m11 16.500 3.500 3.500 7-8" />
        </svg>
        <span>
          Pilot Status <span class="kind">{t('inspector')}</span>
        </span>
      </h1>
      <span class="stack">
        {stack.name} · {stack.region}
      </span>
      <span class="webhook">
        <code title={webhookUrl}>{webhookUrl}</code>
        <CopyButton text={webhookUrl} what={t('webhook URL')} />
      </span>
      <span class="link-state" data-link={link} role="status">
        {t(LINK_WORDS[link])}
      </span>
      <LanguageButton />
      <ThemeButton />
      <button type="button" title={t('Help (?)')} onClick={onHelp}>
        <HelpIcon />
        <span class="hidden">{t('Help')}</span>
      </button>
    </header>
  );
}

/** What the other language is called by those who read it. */
const OTHER = { en: { to: 'pt-BR', name: 'Português' }, 'pt-BR': { to: 'en', name: 'English' } } as const;

/** Remembers another language, and loads the page in it. */
function switchTo(other: Language): void {
  localStorage.setItem(LANGUAGE_KEY, other);
  history.replaceState(undefined, '', location.pathname + location.hash);
  location.reload();
}

function LanguageButton() {
  const { to, name } = OTHER[language];
  return (
    <button type="button" class="language" lang={to} title={name} onClick={() => switchTo(to)}>
      <span aria-hidden="true">{to.slice(0, 2).toUpperCase()}</span>
      <span class="hidden">{name}</span>
    </button>
  );
}

/** What the system prefers, or what was chosen here. */
function ThemeButton() {
  const [theme, setTheme] = useStored<'light' | 'dark' | undefined>('theme', undefined);
  useEffect(() => {
    document.documentElement.style.colorScheme = theme ?? '';
  }, [theme]);
  const isDark = theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
  const theOther = isDark ? t('Light') : t('Dark');
  return (
    <button type="button" title={theOther} onClick={() => setTheme(isDark ? 'light' : 'dark')}>
      <ThemeIcon />
      <span class="hidden">{theOther}</span>
    </button>
  );
}
