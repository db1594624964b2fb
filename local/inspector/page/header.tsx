import { useEffect } from 'preact/hooks';
import type { Link } from './connection.ts';
import { CopyButton } from './copy-button.tsx';
import { useStored } from './hooks.ts';
import { HelpIcon, ThemeIcon } from './icons.tsx';
import type { PageModel } from './model.ts';

const LINK_WORDS: Record<Link, string> = {
  connecting: 'connecting',
  live: 'live',
  lost: 'the server is gone; reconnecting',
};

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
          Pilot Status <span class="kind">inspector</span>
        </span>
      </h1>
      <span class="stack">
        {stack.name} · {stack.region}
      </span>
      <span class="webhook">
        <code title={webhookUrl}>{webhookUrl}</code>
        <CopyButton text={webhookUrl} what="webhook URL" />
      </span>
      <span class="link-state" data-link={link} role="status">
        {LINK_WORDS[link]}
      </span>
      <ThemeButton />
      <button type="button" title="Help (?)" onClick={onHelp}>
        <HelpIcon />
        <span class="hidden">Help</span>
      </button>
    </header>
  );
}

/** What the system prefers, or what was chosen here. */
function ThemeButton() {
  const [theme, setTheme] = useStored<'light' | 'dark' | undefined>('theme', undefined);
  useEffect(() => {
    document.documentElement.style.colorScheme = theme ?? '';
  }, [theme]);
  const isDark = theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
  return (
    <button type="button" title={isDark ? 'Light' : 'Dark'} onClick={() => setTheme(isDark ? 'light' : 'dark')}>
      <ThemeIcon />
      <span class="hidden">{isDark ? 'Light' : 'Dark'}</span>
    </button>
  );
}
