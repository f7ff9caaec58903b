/** One run: how far it is or how it ended, what became of the items, and what it cost. */
import { Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { cancelJob, job as jobQuery, type Job } from '../../api/jobs.ts';
import { runTexts as texts } from '../../texts/runs.ts';
import { Confirm } from '../../ui/act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { RequestsTable } from './requests-table.tsx';
import { RunItems } from './run-items.tsx';
import { RunProgress } from './run-progress.tsx';
import { WhoAsked } from './runs.tsx';
import { useConnection } from './use-connection.ts';
import { To } from '../../ui/to.tsx';

const route = getRouteApi('/inside/connections/$id/runs/$job');

export function Run() {
  const { id, job: jobId } = route.useParams();
  return (
    <Stack>
      <To to="/connections/$id/runs" params={{ id: id }}>
        {texts.all}
      </To>
      <Loaded query={useQuery(jobQuery(jobId))}>
        {(job) => (
          <>
            <Head job={job} />
            {job.actions !== null && <RunItems job={job} />}
            {job.requests !== null && (
              <Section title={texts.requestsOf} aside={<More job={job} />}>
                <RequestsTable requests={job.requests} floor={job.floor} />
              </Section>
            )}
          </>
        )}
      </Loaded>
    </Stack>
  );
}

function Head({ job }: { readonly job: Job }) {
  const { barred } = useConnection();
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Group gap="sm">
          <Title order={2}>{texts.run(job.id)}</Title>
          <StateBadge state={job.state} />
        </Group>
        {!job.ready && (
          <Confirm
            title={texts.cancelTitle}
            says={texts.cancelSays}
            act={() => cancelJob(job.id)}
            why={barred('cancelJob') ?? (job.cancel_requested ? texts.cancelling : null)}
            variant="default"
            color="red"
          >
            {texts.cancel}
          </Confirm>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {texts.kinds[job.kind] ?? job.kind} · <WhoAsked run={job} /> · <Time at={job.last_run ?? job.requested} />
      </Text>
      {!job.ready && <RunProgress job={job} />}
      {job.cancel_requested && !job.ready && <Text size="sm">{texts.cancelling}</Text>}
      <Text>{job.result_message}</Text>
    </Stack>
  );
}

const More = ({ job: { id, connection, plan } }: { readonly job: Job }) => (
  <Group gap="sm">
    {plan !== null && (
      <To to="/connections/$id/plan" params={{ id: connection.id }} search={{ plan }}>
        {texts.plan}
      </To>
    )}
    <To to="/connections/$id/trace" params={{ id: connection.id }} search={{ job: id }}>
      {texts.trace}
    </To>
  </Group>
);
