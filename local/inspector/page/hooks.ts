import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

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

/** A value that is still there when the page is opened again; what cannot be read counts as absent. */
export function useStored<Value>(key: string, initial: Value): [Value, (value: Value) => void] {
  const [value, setValue] = useState<Value>(() => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? '') as Value;
    } catch {
      return initial;
    }
  });
  return [
    value,
    (changed) => {
      setValue(() => changed);
      localStorage.setItem(key, JSON.stringify(changed));
    },
  ];
}
