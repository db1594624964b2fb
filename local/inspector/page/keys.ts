import { useEffect } from 'preact/hooks';

interface Actions {
  search(): void;
  write(): void;
  help(): void;
  deadLetters(): void;
  close(): void;
  /** @param by 1 for the next event of the list, -1 for the one before */
  step(by: 1 | -1): void;
  /** @param number from 0 */
  pane(number: number): void;
}

/**
 * Lets the keyboard do what the page can do, except where somebody is writing.
 *
 * @param hasLetters whether single letters, digits and signs do something: they disturb who speaks to the computer
 */
export function useKeys(actions: Actions, hasLetters: boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      const field = isField(event.target) ? event.target : undefined;
      if (field && event.key === 'Escape') field.blur();
      const isOff = field || (event.key.length === 1 && !hasLetters) || (isArrow(event.key) && !isFree(event.target));
      const action = isOff ? undefined : actionOf(event.key, actions);
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}

function actionOf(key: string, actions: Actions): (() => void) | undefined {
  const byKey: Record<string, () => void> = {
    '/': actions.search,
    c: actions.write,
    '?': actions.help,
    d: actions.deadLetters,
    Escape: actions.close,
    j: () => actions.step(1),
    ArrowDown: () => actions.step(1),
    k: () => actions.step(-1),
    ArrowUp: () => actions.step(-1),
    1: () => actions.pane(0),
    2: () => actions.pane(1),
    3: () => actions.pane(2),
  };
  return Object.hasOwn(byKey, key) ? byKey[key] : undefined;
}

function isArrow(key: string): boolean {
  return key.startsWith('Arrow');
}

/** Whatever else has the focus may scroll by the arrows. */
function isFree(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest('#event-list') !== null);
}

function isField(target: EventTarget | null): target is HTMLElement {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
