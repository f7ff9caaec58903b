/** A table of any length: only the rows near the window are there. It scrolls with the page. */
import { Table } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useRef, type ReactNode } from 'react';
import { Head, type Column, type Order } from './sortable-table.tsx';
import { useTopOf } from './virtual-list.tsx';

interface VirtualTableProps<Row> {
  /** In the order in which they are shown. */
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string | number;
  readonly order: Order;
  readonly setOrder: (order: Order) => void;
  /** A heading over those that follow each other and have the same. */
  readonly groupOf?: (row: Row) => string;
  /** Below a row. */
  readonly more?: (row: Row) => ReactNode;
}

const ROW_HEIGHT = 44;

export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { rows, columns, keyOf, order, setOrder } = props;
  const table = useRef<HTMLTableElement>(null);
  const top = useTopOf(table);
  // oxlint-disable-next-line react/incompatible-library -- nothing that it answers is memoized
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => keyAt(rows, index, keyOf),
  });
  const items = virtualizer.getVirtualItems();
  const before = (items[0]?.start ?? top) - top;
  const after = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? top) - top);
  const press = (id: string): void => setOrder({ id, down: order.id === id && !order.down });
  return (
    <Table
      className="virtual-table"
      highlightOnHover
      verticalSpacing="xs"
      fz="sm"
      layout="fixed"
      ref={table}
      aria-rowcount={rows.length + 1}
    >
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Head key={column.id} column={column} order={order} press={() => press(column.id)} />
          ))}
        </Table.Tr>
      </Table.Thead>
      <Gap height={before} />
      {items.map(({ key, index }) => (
        <Table.Tbody key={key} data-index={index} ref={virtualizer.measureElement}>
          <Rows {...props} index={index} />
        </Table.Tbody>
      ))}
      <Gap height={after} />
    </Table>
  );
}

/** A body of its own for each, so that what belongs to a row is measured with it. */
function Rows<Row>({ rows, columns, groupOf, more, index }: VirtualTableProps<Row> & { readonly index: number }) {
  const row = rows[index];
  if (row === undefined) return null;
  const former = rows[index - 1];
  const group = groupOf?.(row);
  const below = more?.(row);
  const isFirst = group !== undefined && (former === undefined || groupOf?.(former) !== group);
  return (
    <>
      {isFirst && (
        <Table.Tr>
          <Table.Th colSpan={columns.length} scope="rowgroup" pt="lg">
            {group}
          </Table.Th>
        </Table.Tr>
      )}
      <Table.Tr aria-rowindex={index + 2}>
        {columns.map(({ id, cell, from }) => (
          <Table.Td key={id} {...(from === undefined ? {} : { visibleFrom: from })}>
            {cell(row)}
          </Table.Td>
        ))}
      </Table.Tr>
      {below !== undefined && below !== null && (
        <Table.Tr>
          <Table.Td colSpan={columns.length}>{below}</Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

/** Stands for the rows that are not there. */
const Gap = ({ height }: { readonly height: number }) =>
  height > 0 && (
    <tbody aria-hidden>
      <tr>
        <Table.Td h={height} p={0} />
      </tr>
    </tbody>
  );

function keyAt<Row>(rows: readonly Row[], index: number, keyOf: (row: Row) => string | number): string | number {
  const row = rows[index];
  return row === undefined ? index : keyOf(row);
}
