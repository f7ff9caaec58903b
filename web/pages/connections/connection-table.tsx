/** A row per connection, sorted by what the reader chose. */
import { Anchor, Checkbox, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/connections.ts';
import { connectionsTexts as texts } from '../../texts/connections.ts';
import { SortableTable, type Column } from '../../ui/sortable-table.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';

/** What needs a person comes first. */
const URGENCY = ['failing', 'conflict', 'held', 'never_run', 'differs', 'paused', 'running', 'in_sync'];

interface ConnectionTableProps {
  readonly rows: readonly Connection[];
  readonly chosen: ReadonlySet<number>;
  readonly choose: (ids: ReadonlySet<number>) => void;
}

export function ConnectionTable({ rows, chosen, choose }: ConnectionTableProps) {
  const toggle = (id: number): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    choose(next);
  };
  return (
    <SortableTable
      rows={rows}
      columns={COLUMNS}
      keyOf={({ id }) => id}
      sortedBy="state"
      lead={({ id, alias }) => (
        <Table.Td w={36}>
          <Checkbox size="xs" checked={chosen.has(id)} onChange={() => toggle(id)} aria-label={texts.select(alias)} />
        </Table.Td>
      )}
    />
  );
}

const total = ({ state }: Connection): number =>
  Object.values(state?.items ?? {}).reduce((sum, count) => sum + count, 0);

const COLUMNS: readonly Column<Connection>[] = [
  {
    id: 'alias',
    label: texts.name,
    by: ({ alias }) => alias.toLowerCase(),
    cell: ({ id, alias, system }) => (
      <>
        <Anchor component={Link} to={`/connections/${id}`} fw={500} fz="sm">
          {alias}
        </Anchor>
        <Text size="xs" c="dimmed">
          {system.name}
        </Text>
      </>
    ),
  },
  {
    id: 'state',
    label: texts.state,
    by: ({ state }) => URGENCY.indexOf(state?.state ?? ''),
    cell: ({ state }) => <StateBadge state={state?.state ?? 'never_run'} />,
  },
  {
    id: 'items',
    label: texts.items,
    from: 'md',
    by: total,
    cell: (row) => itemsIn(row),
  },
  {
    id: 'last',
    label: texts.lastRun,
    from: 'sm',
    by: ({ last_job }) => last_job?.last_run ?? '',
    cell: ({ last_job }) => <Time at={last_job?.last_run} fallback={texts.never} />,
  },
  {
    id: 'next',
    label: texts.nextRun,
    from: 'md',
    by: ({ schedule }) => schedule?.next_run_at ?? '~',
    cell: ({ schedule }) => <Time at={schedule?.next_run_at} fallback={schedule?.stopped_because ?? texts.byHand} />,
  },
  {
    id: 'frequency',
    label: texts.frequency,
    from: 'md',
    by: ({ frequency }) => frequency,
    cell: ({ frequency }) => texts.frequencies[frequency] ?? frequency,
  },
];

function itemsIn(row: Connection): string {
  const synced = row.state?.items.in_sync ?? 0;
  return `${synced} of ${total(row)}`;
}
