import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** The size of an element in px, as it is now and from now on; 0 before it is drawn. */
export function useSize(element: RefObject<Element | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setSize(sizeOf(entry.contentRect)));
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

function sizeOf({ width, height }: DOMRectReadOnly): { width: number; height: number } {
  return { width, height };
}

/**
 * A value that is still there when the page is opened again, or of a `sessionStorage` when it is reloaded; what cannot
 * be read counts as absent.
 */
export function useStored<Value>(
  key: string,
  initial: Value,
  storage: Storage = localStorage,
): [Value, (value: Value) => void] {
  const [value, setValue] = useState<Value>(() => {
    try {
      return JSON.parse(storage.getItem(key) ?? '') as Value;
    } catch {
      return initial;
    }
  });
  return [
    value,
    (changed) => {
      setValue(() => changed);
      storage.setItem(key, JSON.stringify(changed));
    },
  ];
}

/** Brings a row into sight when another one is chosen. @param key of the one that is chosen */
export function useInSight(
  list: RefObject<HTMLElement | null>,
  row: number,
  rowHeight: number,
  key: string | number | undefined,
): void {
  const last = useRef<typeof key>(undefined);
  useLayoutEffect(() => {
    if (!list.current || row < 0 || key === last.current) return;
    last.current = key;
    const { scrollTop, clientHeight } = list.current;
    const top = row * rowHeight;
    if (top < scrollTop) list.current.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) list.current.scrollTop = top + rowHeight - clientHeight;
  }, [list, row, rowHeight, key]);
}
