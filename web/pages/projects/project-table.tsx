/** A row per project, below its business unit and application. */
import { Anchor, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ListedProject } from '../../api/projects.ts';
import { projectsTexts as texts } from '../../texts/projects.ts';
import { sort, type Column, type Order } from '../../ui/sortable-table.tsx';
import { ToneBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { VirtualTable } from '../../ui/virtual-table.tsx';

/** `place`: its business unit and application. */
export type PlacedProject = ListedProject & { readonly place: string };

interface ProjectTableProps {
  readonly rows: readonly PlacedProject[];
  readonly order: Order;
  readonly setOrder: (order: Order) => void;
}

export function ProjectTable({ rows, order, setOrder }: ProjectTableProps) {
  const sorted = useMemo(() => {
    const inside = sort(rows, COLUMNS.find(({ id }) => id === order.id)?.by, order.down);
    return sort(inside, ({ place }) => place.toLowerCase(), false);
  }, [rows, order.id, order.down]);
  return (
    <VirtualTable
      rows={sorted}
      columns={COLUMNS}
      keyOf={({ id }) => id}
      order={order}
      setOrder={setOrder}
      groupOf={({ place }) => place}
    />
  );
}

const open = ({ incomplete_tasks: { high, medium, low } = { high: 0, medium: 0, low: 0 } }: ListedProject) =>
  high * 1e6 + medium * 1e3 + low;

const COLUMNS: readonly Column<PlacedProject>[] = [
  {
    id: 'name',
    label: texts.name,
    by: ({ name }) => name.toLowerCase(),
    cell: ({ id, name, archived, locked }) => (
      <Group gap="xs">
        <Anchor component={Link} to={`/projects/${id}`} fw={500} fz="sm" className="anywhere">
          {name}
        </Anchor>
        {archived && <ToneBadge color="gray">{texts.isArchived}</ToneBadge>}
        {locked && <ToneBadge color="gray">{texts.isLocked}</ToneBadge>}
      </Group>
    ),
  },
  { id: 'open', label: texts.openTasks, by: open, cell: (project) => <OpenTasks project={project} /> },
  {
    id: 'updated',
    label: texts.updated,
    from: 'sm',
    width: 160,
    by: ({ updated }) => updated,
    cell: ({ updated }) => <Time at={updated} />,
  },
];

function OpenTasks({ project: { incomplete_tasks: tasks } }: { readonly project: ListedProject }) {
  const { high = 0, medium = 0, low = 0 } = tasks ?? {};
  if (high + medium + low === 0)
    return (
      <Text size="sm" c="dimmed">
        {texts.nothingOpen}
      </Text>
    );
  return (
    <Group gap={6}>
      {high > 0 && <ToneBadge color="red">{texts.high(high)}</ToneBadge>}
      {medium > 0 && <ToneBadge color="yellow">{texts.medium(medium)}</ToneBadge>}
      {low > 0 && <ToneBadge color="gray">{texts.low(low)}</ToneBadge>}
    </Group>
  );
}
