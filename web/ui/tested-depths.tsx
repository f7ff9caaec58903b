/** How deep a test of a tracker came: each step passed, failed with its remedy, or was not tried. */
import { Group, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { testTexts as texts } from '../texts/tests.ts';
import type { Depth, Tested } from './param-form/form-state.ts';
import { StateBadge } from './state-badge.tsx';

interface TestedDepthsProps {
  readonly tested: Tested;
  /** Parameters as people read them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Where a fault can be mended that is no field of this page. */
  readonly remedy?: ((param: string) => ReactNode) | undefined;
}

const stateOf = (success: boolean | null): string => (success === null ? 'not_tried' : success ? 'passed' : 'failed');

export const TestedDepths = ({ tested, labels, remedy }: TestedDepthsProps) => (
  <Stack gap="xs" aria-live="polite">
    <Text fw={600} size="sm">
      {tested.success ? texts.success : texts.failure}
    </Text>
    <List listStyleType="none" spacing="xs" size="sm">
      {(tested.depths ?? []).map((depth) => (
        <List.Item key={depth.depth}>
          <Group gap="xs">
            <StateBadge state={stateOf(depth.success)} />
            <Text size="sm" fw={500}>
              {texts.depths[depth.depth] ?? depth.depth}
            </Text>
            <Text size="sm" c="dimmed">
              {texts.abouts[depth.depth]}
            </Text>
          </Group>
          {depth.message !== '' && <Message {...{ depth, labels, remedy }} />}
        </List.Item>
      ))}
    </List>
  </Stack>
);

interface MessageProps extends Pick<TestedDepthsProps, 'labels' | 'remedy'> {
  readonly depth: Depth;
}

const Message = ({ depth: { param, message }, labels, remedy }: MessageProps) => (
  <Text size="sm" mt={4}>
    {param !== null && <strong>{labels[param] ?? param}: </strong>}
    {message} {param !== null && remedy?.(param)}
  </Text>
);
