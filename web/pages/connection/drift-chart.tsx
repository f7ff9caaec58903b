/** How much the sides differed from day to day. */
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { drift } from '../../api/connections.ts';
import type { Row } from '../../api/types.ts';
import { overviewTexts as texts } from '../../texts/connection.ts';
import { BarChart, type Bar } from '../../ui/bar-chart.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { useConnection } from './use-connection.ts';

export function DriftChart() {
  const { id } = useConnection().connection;
  return (
    <Section title={texts.drift}>
      <Loaded query={useQuery(drift(id))} lines={2}>
        {({ results }) => <Days days={results} />}
      </Loaded>
    </Section>
  );
}

type Day = Row<'getDrift'>;

const dayName = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

const barOf = ({ day, left, synced, runs }: Day): Bar => ({
  key: day,
  name: dayName.format(new Date(day)),
  value: left,
  note: texts.driftNote(synced, runs),
  tone: left === 0 ? 'calm' : 'warm',
});

function Days({ days }: { readonly days: readonly Day[] }) {
  if (days.length === 0) return <Text size="sm">{texts.driftNone}</Text>;
  return (
    <>
      <Text size="sm" c="dimmed">
        {texts.driftAbout} {days.every(({ left }) => left === 0) && texts.driftCalm}
      </Text>
      <BarChart label={texts.drift} heads={texts.driftHeads} bars={days.map(barOf)} />
    </>
  );
}
