/** One thing that is so, by its name. */
import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface FactProps {
  readonly name: string;
  /** Of the names, in pixels: the same for all that stand together. */
  readonly width?: number;
  readonly children: ReactNode;
}

export const Fact = ({ name, width = 96, children }: FactProps) => (
  <Group gap="xs" align="baseline" wrap="nowrap">
    <Text size="sm" c="dimmed" w={width} flex="none">
      {name}
    </Text>
    <Text size="sm" component="div" className="anywhere">
      {children}
    </Text>
  </Group>
);
