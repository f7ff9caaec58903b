/** A list of any length, of which only what is in sight is there. It scrolls with the page. */
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import './virtual-list.css';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';

interface VirtualListProps<Row> {
  readonly rows: readonly Row[];
  /** What it is a list of. */
  readonly label: string;
  readonly keyOf: (row: Row) => string;
  /** About how high a row is, in pixels; it is measured once it is there. */
  readonly height: (row: Row) => number;
  readonly children: (row: Row) => ReactNode;
}

export function VirtualList<Row>({ rows, label, keyOf, height, children }: VirtualListProps<Row>) {
  const list = useRef<HTMLUListElement>(null);
  const top = useTopOf(list);
  // oxlint-disable-next-line react/incompatible-library -- only a compiler that memoizes would mind, and there is none
  const { getVirtualItems, getTotalSize, measureElement } = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => height(rows[index] as Row),
    getItemKey: (index) => keyOf(rows[index] as Row),
    overscan: 8,
    scrollMargin: top,
  });
  return (
    <ul ref={list} className="virtual-list" aria-label={label} style={{ height: getTotalSize() }}>
      {getVirtualItems().map(({ index, key, start }) => (
        <li
          key={key}
          ref={measureElement}
          data-index={index}
          aria-setsize={rows.length}
          aria-posinset={index + 1}
          style={{ transform: `translateY(${start - top}px)` }}
        >
          {children(rows[index] as Row)}
        </li>
      ))}
    </ul>
  );
}

/** Where the list begins in the page, also after what stands above it has grown. */
export function useTopOf(element: { readonly current: HTMLElement | null }): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = (): void => {
      if (element.current !== null) setTop(element.current.getBoundingClientRect().top + globalThis.scrollY);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}
