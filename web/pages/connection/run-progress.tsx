/** How far a run is: as it was read, then as the stream of events tells. */
import { Progress, Stack, Text } from '@mantine/core';
import { useLiveJob, type Job } from '../../api/jobs.ts';
import { runTexts as texts } from '../../texts/runs.ts';

/** Before the total is known a run looks at both sides; then it goes from action to action. */
export function RunProgress({ job }: { readonly job: Pick<Job, 'id' | 'state' | 'progress'> }) {
  const live = useLiveJob(job.id);
  const { done, total } = live?.progress ?? job.progress;
  const state = live?.state ?? job.state;
  const says = state === 'queued' ? texts.waits : total === null ? texts.looks : texts.progress(done, total);
  const known = total !== null && total > 0;
  return (
    <Stack gap={4} flex={1} maw={480}>
      <Progress value={known ? (100 * done) / total : 100} animated striped={!known} size="sm" aria-label={texts.far} />
      <Text size="xs" c="dimmed" aria-live="polite">
        {says}
      </Text>
    </Stack>
  );
}
