/** What is to happen, by time; what is due at one time happens in the order it was entered. */
export interface Agenda {
  add(time: number, happen: () => void): void;
  /** Takes the next entry out. */
  next(): Entry | undefined;
}

export interface Entry {
  time: number;
  happen(): void;
}

interface Placed extends Entry {
  order: number;
}

/** A binary heap. */
export function agenda(): Agenda {
  const heap: Placed[] = [];
  let entered = 0;

  const isBefore = (i: number, j: number): boolean => {
    const a = heap[i] as Placed;
    const b = heap[j] as Placed;
    return a.time < b.time || (a.time === b.time && a.order < b.order);
  };
  const swap = (i: number, j: number): void => {
    [heap[i], heap[j]] = [heap[j] as Placed, heap[i] as Placed];
  };

  const rise = (i: number): void => {
    const parent = (i - 1) >> 1;
    if (i === 0 || !isBefore(i, parent)) return;
    swap(i, parent);
    rise(parent);
  };
  const sink = (i: number): void => {
    const left = 2 * i + 1;
    if (left >= heap.length) return;
    const child = left + 1 < heap.length && isBefore(left + 1, left) ? left + 1 : left;
    if (!isBefore(child, i)) return;
    swap(child, i);
    sink(child);
  };

  return {
    add(time, happen) {
      heap.push({ time, happen, order: entered++ });
      rise(heap.length - 1);
    },
    next() {
      const first = heap[0];
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) {
        heap[0] = last;
        sink(0);
      }
      return first;
    },
  };
}
