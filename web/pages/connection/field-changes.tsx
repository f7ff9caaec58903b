/** Values of both sides, each beside what it replaced where that is known. */
import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useStatusName } from '../../api/task-statuses.ts';
import { planTexts as texts } from '../../texts/plan.ts';
import { Diff } from '../../ui/diff.tsx';
import type { FieldChange } from './planned.ts';

const SIDES = { issue: texts.toIssue, task: texts.toTask } as const;

export const fieldName = (field: string): string => texts.fields[field] ?? field;

interface FieldChangesProps {
  readonly changes: readonly FieldChange[];
  /** More lines of the same kind. */
  readonly children?: ReactNode;
}

export function FieldChanges({ changes, children }: FieldChangesProps) {
  const statusName = useStatusName();
  const named = ({ side, field }: FieldChange, value: string): string =>
    side === 'task' && field === 'status' ? statusName(value) : value;
  return (
    <Stack gap={6} className="field-changes">
      {changes.map((change) => (
        <FieldLine key={`${change.side} ${change.field}`} name={texts.to(SIDES[change.side], fieldName(change.field))}>
          {change.before === null ? (
            named(change, change.after)
          ) : (
            <Diff before={named(change, change.before)} after={named(change, change.after)} />
          )}
        </FieldLine>
      ))}
      {children}
    </Stack>
  );
}

export const FieldLine = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="field-change">
    <Text size="xs" c="dimmed">
      {name}
    </Text>
    <Text component="div" size="sm" className="diff">
      {children}
    </Text>
  </div>
);
