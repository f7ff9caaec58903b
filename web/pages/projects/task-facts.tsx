/** How far a task is, and whose it is. Its status is changed here; the rest where it is edited. */
import { Group, Select, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { taskStatuses } from '../../api/task-statuses.ts';
import { phases, updateTask, type Task, type TaskPlace } from '../../api/tasks.ts';
import { taskTexts as texts } from '../../texts/projects.ts';
import { Fact } from '../../ui/fact.tsx';
import { ProblemBox } from '../../ui/problem-box.tsx';
import { ToneBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { useWhyNot } from '../../ui/use-may.ts';

interface TaskFactsProps {
  readonly place: TaskPlace;
  readonly found: Task;
}

export function TaskFacts({ place, found }: TaskFactsProps) {
  const { priority, phase, verification_status, tags, assigned_to, updated, created } = found;
  const known = useQuery(phases).data?.results;
  const phaseId = typeof phase === 'string' ? phase : phase.id;
  const labels = Array.isArray(tags) ? tags : tags.project_tags;
  return (
    <Stack gap="sm">
      <StatusChoice place={place} found={found} />
      <Fact name={texts.priority}>{priority}</Fact>
      <Fact name={texts.phase}>{known?.find(({ id }) => id === phaseId)?.name ?? phaseId}</Fact>
      <Fact name={texts.verification}>{texts.verifications[verification_status] ?? verification_status}</Fact>
      <Fact name={texts.tags}>
        {labels.length === 0 ? (
          texts.noTags
        ) : (
          <Group gap={4}>
            {labels.map((label) => (
              <ToneBadge key={label} color="gray">
                {label}
              </ToneBadge>
            ))}
          </Group>
        )}
      </Fact>
      <Fact name={texts.assigned}>
        {assigned_to.length === 0 ? texts.nobody : assigned_to.map(({ email }) => email).join(', ')}
      </Fact>
      <Fact name={texts.updated}>
        <Time at={updated} />
      </Fact>
      <Fact name={texts.created}>
        <Time at={created} />
      </Fact>
    </Stack>
  );
}

function StatusChoice({ place, found: { status } }: TaskFactsProps) {
  const why = useWhyNot(place.project)('updateTask');
  const known = useQuery(taskStatuses).data?.results ?? [];
  const { mutate, error, isPending } = useMutation({
    mutationFn: (chosen: string) => updateTask(place, { status: chosen }),
    onSuccess: () => notifications.show({ message: texts.setStatus, color: 'green' }),
  });
  return (
    <>
      <Select
        label={texts.status}
        {...(why === null ? {} : { description: why })}
        data={known.map(({ id, name }) => ({ value: id, label: name }))}
        value={typeof status === 'string' ? status : status.id}
        onChange={(chosen) => chosen !== null && mutate(chosen)}
        allowDeselect={false}
        readOnly={why !== null || isPending}
      />
      {error !== null && <ProblemBox error={error} />}
    </>
  );
}
