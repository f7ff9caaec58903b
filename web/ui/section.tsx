/** A part of a page: a frame with its heading. */
import { Group, Paper, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  /** Beside the heading. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export const Section = ({ title, aside, children }: SectionProps) => (
  <Paper component="section" withBorder p="md">
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Title order={2}>{title}</Title>
        {aside}
      </Group>
      {children}
    </Stack>
  </Paper>
);
