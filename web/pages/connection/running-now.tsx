/** The run that is at work or waits, with how far it is; nothing when there is none. */
import { Group, Paper } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { jobs, type Job } from '../../api/jobs.ts';
import { runTexts as texts } from '../../texts/runs.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { RunProgress } from './run-progress.tsx';
import { useConnection } from './use-connection.ts';
import { To } from '../../ui/to.tsx';

const isOpen = ({ ready }: Pick<Job, 'ready'>): boolean => !ready;

export function RunningNow({ id }: { readonly id: number }) {
  const { connection } = useConnection();
  const { data } = useQuery({ ...jobs(id), enabled: connection.in_progress });
  const open = connection.in_progress ? data?.results.findLast(isOpen) : undefined;
  if (open === undefined) return null;
  return (
    <Paper withBorder p="sm" component="section" aria-label={texts.now}>
      <Group gap="sm" wrap="nowrap">
        <StateBadge state={open.state} />
        <To to="/connections/$id/runs/$job" params={{ id: id, job: open.id }}>
          {texts.run(open.id)}
        </To>
        <RunProgress job={open} />
      </Group>
    </Paper>
  );
}
