/** Nothing here yet: what it would be, and how to begin. */
import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

export const Empty = ({ title, children, actions }: EmptyProps) => (
  <Paper withBorder p="xl">
    <Stack align="flex-start" gap="sm" maw={640}>
      <Title order={2}>{title}</Title>
      <Text>{children}</Text>
      {actions}
    </Stack>
  </Paper>
);
