/** The heading of a group of actions: how many, all chosen or not, shown or not. */
import { Checkbox, Group, Text, UnstyledButton } from '@mantine/core';
import { planTexts as texts } from '../../texts/plan.ts';
import type { PlanRow } from './planned.ts';

interface GroupLineProps {
  readonly row: Extract<PlanRow, { kind: 'group' }>;
  /** null: nothing can be chosen (any more). */
  readonly chosen: ReadonlySet<string> | null;
  readonly select: (tasks: readonly string[], on: boolean) => void;
  readonly toggle: () => void;
}

export function GroupLine({ row: { group, open }, chosen, select, toggle }: GroupLineProps) {
  const name = texts.groups[group.name] ?? group.name;
  const tasks = group.actions.map(({ task }) => task);
  const count = chosen === null ? 0 : tasks.filter((task) => chosen.has(task)).length;
  return (
    <Group gap="sm" className="plan-group" wrap="nowrap">
      {chosen !== null && group.name !== 'skip' && (
        <Checkbox
          size="xs"
          aria-label={texts.chooseGroup(name)}
          checked={count === tasks.length}
          indeterminate={count > 0 && count < tasks.length}
          onChange={() => select(tasks, count < tasks.length)}
        />
      )}
      <UnstyledButton onClick={toggle} aria-expanded={open} className="plan-toggle">
        <Text size="sm" fw={600} component="span">
          <span aria-hidden className="plan-arrow">
            {open ? '▾' : '▸'}
          </span>
          {name}
        </Text>
        <Text size="sm" c="dimmed" component="span">
          {' '}
          {tasks.length}
        </Text>
      </UnstyledButton>
    </Group>
  );
}
