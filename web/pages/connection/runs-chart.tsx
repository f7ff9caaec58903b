/** What the last runs cost, and how they ended. */
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { jobs, type Job } from '../../api/jobs.ts';
import { overviewTexts as texts } from '../../texts/connection.ts';
import { runTexts } from '../../texts/runs.ts';
import { states } from '../../texts/states.ts';
import { BarChart, type Bar } from '../../ui/bar-chart.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { totalOf } from './requests-table.tsx';
import { useConnection } from './use-connection.ts';
import { To } from '../../ui/to.tsx';

export function RunsChart() {
  const { id } = useConnection().connection;
  return (
    <Section
      title={texts.runs}
      aside={
        <To to="/connections/$id/runs" params={{ id: id }}>
          {texts.runsAll}
        </To>
      }
    >
      <Loaded query={useQuery(jobs(id))} lines={2}>
        {({ results }) => <Chart runs={results.filter(({ requests }) => requests !== null).toReversed()} />}
      </Loaded>
    </Section>
  );
}

const barOf = ({ id, state, requests, floor }: Job): Bar => ({
  key: id,
  name: runTexts.run(id),
  value: totalOf(requests),
  note: texts.runsNote(states[state] ?? state, totalOf(floor)),
  tone: state === 'succeeded' ? 'calm' : 'bad',
  mark: totalOf(floor),
});

function Chart({ runs }: { readonly runs: readonly Job[] }) {
  if (runs.length === 0) return <Text size="sm">{texts.runsNone}</Text>;
  return (
    <>
      <Text size="sm" c="dimmed">
        {texts.runsAbout}
      </Text>
      <BarChart label={texts.runs} heads={texts.runsHeads} bars={runs.map(barOf)} />
    </>
  );
}
