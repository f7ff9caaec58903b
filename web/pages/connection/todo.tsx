/** What needs a person first, with the way there. */
import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { jobs } from '../../api/jobs.ts';
import { newestPlan } from '../../api/plans.ts';
import { overviewTexts as texts } from '../../texts/connection.ts';
import { Section } from '../../ui/section.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { To } from '../../ui/to.tsx';
import { needsOf, type Need } from './needs.ts';
import { useConnection } from './use-connection.ts';

const CALM: Readonly<Record<string, string>> = { never_run: texts.nothingRun, in_sync: texts.nothing };

export function Todo() {
  const { connection } = useConnection();
  const runs = useQuery(jobs(connection.id));
  const plan = useQuery(newestPlan(connection.id));
  const lastRun = runs.data?.results.find(({ ready }) => ready);
  const needs = needsOf({ connection, lastRun, plan: plan.data ?? null });
  return (
    <Section title={texts.todo}>
      {needs.length === 0 ? (
        <Text size="sm">{CALM[connection.state?.state ?? ''] ?? texts.nothingDiffers}</Text>
      ) : (
        <Stack gap="xs">
          {needs.map((need) => (
            <Line key={need.state} need={need} />
          ))}
        </Stack>
      )}
    </Section>
  );
}

const Line = ({ need: { state, text, go } }: { readonly need: Need }) => (
  <Group gap="sm" align="baseline">
    <StateBadge state={state} />
    <Text size="sm">{text}</Text>
    {go !== null && <To {...go.link}>{go.text}</To>}
  </Group>
);
