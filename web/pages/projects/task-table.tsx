/** A row per task, with its issues. */
import { Anchor, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { taskStatuses } from '../../api/task-statuses.ts';
import { phases, type ListedTask } from '../../api/tasks.ts';
import { tasksTexts as texts } from '../../texts/projects.ts';
import { sort, type Column, type Order } from '../../ui/sortable-table.tsx';
import { VirtualTable } from '../../ui/virtual-table.tsx';
import { IssueLink } from './issue-link.tsx';
import { StatusBadge } from './status-badge.tsx';

interface TaskTableProps {
  readonly rows: readonly ListedTask[];
  readonly order: Order;
  readonly setOrder: (order: Order) => void;
}

export function TaskTable({ rows, order, setOrder }: TaskTableProps) {
  const known = useQuery(taskStatuses).data?.results;
  const named = useQuery(phases).data?.results;
  const columns = useMemo(() => columnsOf(namesOf(known), namesOf(named)), [known, named]);
  const sorted = useMemo(
    () => sort(rows, columns.find(({ id }) => id === order.id)?.by, order.down),
    [rows, columns, order.id, order.down],
  );
  return <VirtualTable rows={sorted} columns={columns} keyOf={({ id }) => id} order={order} setOrder={setOrder} />;
}

type Names = ReadonlyMap<unknown, string>;

const namesOf = (rows: readonly { readonly id: string; readonly name: string }[] = []): Names =>
  new Map(rows.map(({ id, name }) => [id, name]));

const columnsOf = (statusNames: Names, phaseNames: Names): readonly Column<ListedTask>[] => [
  {
    id: 'title',
    label: texts.task,
    by: ({ task_id }) => naturally(task_id),
    cell: ({ id, task_id, title, references }) => (
      <>
        <Anchor
          component={Link}
          to={`/projects/${id.slice(0, id.indexOf('-'))}/tasks/${task_id}`}
          fw={500}
          fz="sm"
          className="anywhere"
        >
          {title}
        </Anchor>
        <Group gap="xs">
          <Text size="xs" c="dimmed" className="anywhere">
            {task_id}
          </Text>
          <Group gap="xs" hiddenFrom="sm">
            <Issues references={references} />
          </Group>
        </Group>
      </>
    ),
  },
  {
    id: 'status',
    label: texts.status,
    width: 150,
    by: ({ status }) => statusNames.get(status) ?? '',
    cell: ({ status }) => <StatusBadge id={typeof status === 'string' ? status : status.id} />,
  },
  { id: 'priority', label: texts.priority, from: 'sm', width: 90, by: ({ priority }) => -priority, cell: priorityOf },
  {
    id: 'phase',
    label: texts.phase,
    from: 'md',
    width: 180,
    by: ({ phase }) => phaseNames.get(phase) ?? '',
    cell: ({ phase }) => phaseNames.get(phase),
  },
  {
    id: 'issues',
    label: texts.issues,
    from: 'sm',
    width: 150,
    by: ({ references = [] }) => naturally(references[0]?.name ?? '~'),
    cell: ({ references }) => (
      <Group gap="xs">
        <Issues references={references} />
      </Group>
    ),
  },
];

const Issues = ({ references = [] }: { readonly references: ListedTask['references'] }) =>
  references.map(({ id, name, link }) => <IssueLink key={id} name={name} link={link} />);

const priorityOf = ({ priority }: ListedTask): number => priority;

/** T2 before T10. */
const naturally = (id: string): string => id.replaceAll(/\d+/g, (digits) => digits.padStart(9, '0'));
