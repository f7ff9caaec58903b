/** How the last run ended, and what it cost. */
import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { jobs, type Job } from '../../api/jobs.ts';
import { overviewTexts as texts } from '../../texts/connection.ts';
import { runTexts } from '../../texts/runs.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { RequestsTable } from './requests-table.tsx';
import { useConnection } from './use-connection.ts';
import { To } from '../../ui/to.tsx';

export function LastRun() {
  const { id } = useConnection().connection;
  const query = useQuery(jobs(id));
  return (
    <Section title={texts.last}>
      <Loaded query={query} lines={3}>
        {({ results }) => <Ended id={id} job={results.find(({ ready }) => ready)} />}
      </Loaded>
    </Section>
  );
}

function Ended({ id, job }: { readonly id: number; readonly job: Job | undefined }) {
  if (job === undefined) return <Text size="sm">{texts.runsNone}</Text>;
  return (
    <>
      <Group gap="sm">
        <StateBadge state={job.state} />
        <To to="/connections/$id/runs/$job" params={{ id: id, job: job.id }}>
          {runTexts.run(job.id)}
        </To>
        <Text size="sm" c="dimmed">
          <Time at={job.last_run} />
        </Text>
      </Group>
      <Text size="sm">{job.result_message}</Text>
      {job.requests !== null && <RequestsTable requests={job.requests} floor={job.floor} />}
    </>
  );
}
