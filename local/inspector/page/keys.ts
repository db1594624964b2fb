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

/** Lets the keyboard do what the page can do, except where somebody is writing. */
export function useKeys(actions: Actions, isOn: boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      const field = isField(event.target) ? event.target : undefined;
      if (field && event.key === 'Escape') field.blur();
      const action = field || (!isOn && event.key !== 'Escape') ? undefined : actionOf(event.key, actions);
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

function isField(target: EventTarget | null): target is HTMLElement {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
