/** A state in a word, a colour and a sign: colour alone tells nobody anything. */
import { Badge, type MantineColor } from '@mantine/core';
import type { ReactNode } from 'react';
import { states } from '../texts/states.ts';

const LOOKS: Readonly<Record<string, readonly [MantineColor, string]>> = {
  in_sync: ['green', '✓'],
  kept: ['teal', '≈'],
  succeeded: ['green', '✓'],
  done: ['green', '✓'],
  applied: ['green', '✓'],
  passed: ['green', '✓'],
  not_tried: ['gray', '○'],
  running: ['blue', '↻'],
  planning: ['blue', '↻'],
  applying: ['blue', '↻'],
  queued: ['gray', '…'],
  open: ['blue', '◦'],
  differs: ['yellow', '≠'],
  held: ['orange', '■'],
  intent: ['blue', '…'],
  conflict: ['grape', '⚡'],
  failing: ['red', '!'],
  failed: ['red', '!'],
  refused: ['red', '!'],
  missing: ['red', '?'],
  stale: ['yellow', '↺'],
  unsure: ['yellow', '?'],
  paused: ['gray', '‖'],
};

export const colorOf = (state: string): MantineColor => LOOKS[state]?.[0] ?? 'gray';

/** Tones that stand on light and on dark: text is never coloured, only what surrounds it. */
export function StateBadge({ state }: { readonly state: string }) {
  const [color, sign] = LOOKS[state] ?? (['gray', '·'] as const);
  return (
    <ToneBadge color={color} sign={sign}>
      {states[state] ?? state.replaceAll('_', ' ')}
    </ToneBadge>
  );
}

interface ToneBadgeProps {
  readonly color: MantineColor;
  readonly sign?: string;
  readonly children: ReactNode;
}

/** For words that are no state of a connection, an item or a run. */
export const ToneBadge = ({ color, sign, children }: ToneBadgeProps) => (
  <Badge
    className="state-badge"
    color={color}
    variant="light"
    leftSection={sign === undefined ? undefined : <span aria-hidden>{sign}</span>}
  >
    {children}
  </Badge>
);
