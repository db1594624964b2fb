import type { ComponentChildren } from 'preact';
import { language, t } from './texts.ts';

/** What the list under the pipeline shows. */
export type Tab = 'events' | 'dead letters';

const TABS: readonly Tab[] = ['events', 'dead letters'];

interface TabsProps {
  tab: Tab;
  counts: Record<Tab, number>;
  onTab(tab: Tab): void;
  /** What stands next to the tabs. */
  children: ComponentChildren;
}

/** The tabs over the list; the arrows go from one to the other. */
export function Tabs({ tab, counts, onTab, children }: TabsProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const [other = tab] = TABS.filter((one) => one !== tab);
    onTab(other);
    document.getElementById(idOf(other))?.focus();
  };
  return (
    <div class="tabs">
      <div role="tablist" aria-label={t('Lists')} onKeyDown={onKeyDown}>
        {TABS.map((name) => (
          <button
            key={name}
            id={idOf(name)}
            type="button"
            role="tab"
            class="tab"
            data-count={counts[name]}
            aria-selected={tab === name}
            aria-controls="tab-panel"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => onTab(name)}
          >
            {t(name)} <span class="count">{counts[name].toLocaleString(language)}</span>
          </button>
        ))}
      </div>
      {children}
    </div>
  );
}

function idOf(tab: Tab): string {
  return `tab-${tab.replace(' ', '-')}`;
}
