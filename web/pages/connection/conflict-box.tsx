/** One conflict: what was agreed, what each side says now, and the choice. */
import { Checkbox, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { resolveConflict, type Conflict } from '../../api/conflicts.ts';
import { useStatusName } from '../../api/task-statuses.ts';
import { conflictTexts as texts } from '../../texts/conflicts.ts';
import { Act } from '../../ui/act.tsx';
import { Diff } from '../../ui/diff.tsx';
import { Out } from '../../ui/out.tsx';
import { Person } from '../../ui/person.tsx';
import { Section } from '../../ui/section.tsx';
import { Time } from '../../ui/time.tsx';
import { To } from '../../ui/to.tsx';
import { fieldName } from './field-changes.tsx';
import { useConnection } from './use-connection.ts';

export function ConflictBox({ conflict }: { readonly conflict: Conflict }) {
  const { id } = useConnection().connection;
  const { task, title, issue, field, take } = conflict;
  return (
    <Section title={title} aside={<Text size="sm">{texts.field(fieldName(field))}</Text>}>
      <Group gap="xs">
        <To to="/connections/$id/items/$task" params={{ id, task }}>
          {task}
        </To>
        <span aria-hidden>↔</span>
        <Out href={issue.link}>{issue.name}</Out>
      </Group>
      <Sides conflict={conflict} />
      {take !== null && (
        <Text size="sm" fw={500}>
          {texts.taken[take]}
        </Text>
      )}
      <Choice conflict={conflict} />
    </Section>
  );
}

/** Statuses of tasks have names of their own. */
function useSides({ field, base, task_side, issue_side }: Conflict) {
  const statusName = useStatusName();
  const named = (value: string): string => (field === 'status' ? statusName(value) : value);
  return {
    base,
    baseTask: named(base?.task ?? ''),
    task: task_side.value === null ? null : named(task_side.value),
    issue: issue_side.value,
  };
}

function Sides({ conflict }: { readonly conflict: Conflict }) {
  const { task_side, issue_side } = conflict;
  const { base, baseTask, task, issue } = useSides(conflict);
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      <Side name={texts.base}>
        {base === null && <Text size="sm">{texts.baseNever}</Text>}
        {base !== null && <Value text={baseTask} />}
        {base !== null && base.issue !== baseTask && <Value text={base.issue} />}
      </Side>
      <Side name={texts.task} at={task_side.at} by={task_side.by}>
        {task === null ? <Text size="sm">{texts.composed}</Text> : <Value text={task} before={base && baseTask} />}
      </Side>
      <Side name={texts.issue} at={issue_side.at}>
        <Value text={issue} before={base && base.issue} />
      </Side>
    </SimpleGrid>
  );
}

interface SideProps {
  readonly name: string;
  readonly at?: string | null;
  readonly by?: number | null;
  readonly children: ReactNode;
}

const Side = ({ name, at = null, by = null, children }: SideProps) => (
  <Paper withBorder p="sm">
    <Stack gap={4}>
      <Text size="xs" c="dimmed">
        {name}
        {at !== null && ` · ${texts.changed} `}
        {at !== null && <Time at={at} />}
        {by !== null && ` ${texts.by} `}
        {by !== null && <Person id={by} />}
      </Text>
      {children}
    </Stack>
  </Paper>
);

const Value = ({ text, before = null }: { readonly text: string; readonly before?: string | null }) => {
  if (text === '' && (before ?? '') === '') return <Text size="sm">{texts.empty}</Text>;
  return (
    <div>
      <Diff before={before ?? text} after={text} />
    </div>
  );
};

function Choice({ conflict }: { readonly conflict: Conflict }) {
  const { connection, barred } = useConnection();
  const [always, setAlways] = useState(false);
  const why = barred('resolveConflict');
  const whyNoRule = barred('deleteConflictRule');
  const take = (side: 'task' | 'issue') => () =>
    resolveConflict(connection.id, conflict, { take: side, ...(always ? { always } : {}) });
  return (
    <Group gap="sm">
      <Act variant="default" act={take('task')} done={texts.decided} why={why}>
        {texts.takeTask}
      </Act>
      <Act variant="default" act={take('issue')} done={texts.decided} why={why}>
        {texts.takeIssue}
      </Act>
      <Checkbox
        label={texts.always(fieldName(conflict.field))}
        description={whyNoRule ?? texts.alwaysHelp}
        checked={always}
        disabled={whyNoRule !== null}
        onChange={(event) => setAlways(event.currentTarget.checked)}
      />
    </Group>
  );
}
