/** The status of a task, in the tone of what it means. */
import type { MantineColor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { taskStatuses } from '../../api/task-statuses.ts';

import { ToneBadge } from '../../ui/state-badge.tsx';

const TONES: Readonly<Record<string, readonly [MantineColor, string]>> = {
  DONE: ['green', '✓'],
  TODO: ['blue', '◦'],
  NA: ['gray', '–'],
};

export function StatusBadge({ id }: { readonly id: string }) {
  const found = useQuery(taskStatuses).data?.results.find((one) => one.id === id);
  const [color, sign] = TONES[found?.meaning ?? ''] ?? (['gray', '·'] as const);
  return (
    <ToneBadge color={color} sign={sign}>
      {found?.name ?? id}
    </ToneBadge>
  );
}
