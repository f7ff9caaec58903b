/** A table whose columns sort; the less important ones leave narrow screens. */
import { Group, Table, Text, UnstyledButton } from '@mantine/core';
import { useState, type ReactNode } from 'react';

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  /** What to sort by; absent: it does not sort. */
  readonly by?: (row: Row) => string | number;
  readonly cell: (row: Row) => ReactNode;
  /** Only on screens from this width on; absent: always. */
  readonly from?: 'sm' | 'md';
  /** Of tables whose rows come and go (`VirtualTable`), in pixels; absent: what is left. */
  readonly width?: number;
}

interface SortableTableProps<Row> {
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string | number;
  readonly sortedBy?: string;
  /** A cell before the others. */
  readonly lead?: (row: Row) => ReactNode;
}

export interface Order {
  readonly id: string | null;
  readonly down: boolean;
}

export function SortableTable<Row>({ rows, columns, keyOf, sortedBy, lead }: SortableTableProps<Row>) {
  const [order, setOrder] = useState<Order>({ id: sortedBy ?? null, down: false });
  const sorted = sort(rows, columns.find(({ id }) => id === order.id)?.by, order.down);
  const press = (id: string): void => setOrder({ id, down: order.id === id && !order.down });
  return (
    <Table.ScrollContainer minWidth={0}>
      <Table highlightOnHover verticalSpacing="xs" fz="sm">
        <Table.Thead>
          <Table.Tr>
            {lead !== undefined && <Table.Td />}
            {columns.map((column) => (
              <Head key={column.id} column={column} order={order} press={() => press(column.id)} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.map((row) => (
            <Table.Tr key={keyOf(row)}>
              {lead?.(row)}
              {columns.map(({ id, cell, from }) => (
                <Table.Td key={id} {...(from === undefined ? {} : { visibleFrom: from })}>
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly order: Order;
  readonly press: () => void;
}

export function Head<Row>({ column: { id, label, by, from, width }, order, press }: HeadProps<Row>) {
  const sorted = order.id === id;
  const direction = order.down ? 'descending' : 'ascending';
  return (
    <Table.Th
      scope="col"
      aria-sort={sorted ? direction : undefined}
      {...(width === undefined ? {} : { w: width })}
      {...(from === undefined ? {} : { visibleFrom: from })}
    >
      {by === undefined ? (
        label
      ) : (
        <UnstyledButton onClick={press}>
          <Group gap={4} wrap="nowrap">
            <Text size="sm" fw={600}>
              {label}
            </Text>
            <span aria-hidden>{sorted ? (order.down ? '↓' : '↑') : ''}</span>
          </Group>
        </UnstyledButton>
      )}
    </Table.Th>
  );
}

export function sort<Row>(rows: readonly Row[], by: Column<Row>['by'], down: boolean): readonly Row[] {
  if (by === undefined) return rows;
  const sign = down ? -1 : 1;
  // What it is sorted by may be costly to say: once for each row.
  return rows
    .map((row) => ({ row, key: by(row) }))
    .toSorted((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -sign : sign))
    .map(({ row }) => row);
}
