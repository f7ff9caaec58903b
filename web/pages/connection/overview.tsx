/** How a connection is: what needs a person, its items, its runs, its schedule, and what it costs. */
import { SimpleGrid } from '@mantine/core';
import { DriftChart } from './drift-chart.tsx';
import { ItemCounts } from './item-counts.tsx';
import { LastRun } from './last-run.tsx';
import { RunsChart } from './runs-chart.tsx';
import { Schedule } from './schedule.tsx';
import { Todo } from './todo.tsx';

export const Overview = () => (
  <SimpleGrid cols={{ base: 1, md: 2 }}>
    <Todo />
    <Schedule />
    <ItemCounts />
    <LastRun />
    <DriftChart />
    <RunsChart />
  </SimpleGrid>
);
