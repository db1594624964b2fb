import { useEffect, useState } from 'preact/hooks';
import { eventIn, hashOf } from './route.ts';

/** Opens an event, or closes it. `isStep` leaves no entry in the history: to go back leads to where one came from. */
export type OpenEvent = (n: number | undefined, isStep?: boolean) => void;

/** The event that the address of the page names. */
export function useEventRoute(): [number | undefined, OpenEvent] {
  const [n, setN] = useState(() => eventIn(location.hash));
  useEffect(() => {
    const follow = () => setN(eventIn(location.hash));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  return [
    n,
    (next, isStep = false) => {
      setN(next);
      if (next === n) return;
      if (isStep) history.replaceState(undefined, '', hashOf(next));
      else history.pushState(undefined, '', hashOf(next));
    },
  ];
}
