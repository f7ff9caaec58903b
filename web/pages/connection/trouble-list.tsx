/** Errors of a run, each cause once, with what helps. */
import { Alert, Group, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { startSync } from '../../api/connections.ts';
import { retryItems } from '../../api/items.ts';
import { makePlan } from '../../api/plans.ts';
import { runTexts as texts } from '../../texts/runs.ts';
import { states } from '../../texts/states.ts';
import { Act } from '../../ui/act.tsx';
import { Section } from '../../ui/section.tsx';
import type { Trouble } from './errors.ts';
import { useConnection } from './use-connection.ts';
import { To } from '../../ui/to.tsx';

const MOST_NAMED = 5;

export const TroubleList = ({ id, all }: { readonly id: number; readonly all: readonly Trouble[] }) => (
  <Section title={texts.errors}>
    {all.map((trouble) => (
      <Alert
        key={`${trouble.result} ${trouble.reason}`}
        variant="outline"
        color="gray"
        title={`${states[trouble.result] ?? trouble.result}: ${texts.same(trouble.actions.length)}`}
      >
        <Stack gap="xs" align="flex-start">
          <Text size="sm">{trouble.reason}</Text>
          <Group gap="xs">
            {trouble.actions.slice(0, MOST_NAMED).map(({ task, issue }) => (
              <To key={task} to="/connections/$id/items/$task" params={{ id: id, task: task }}>
                {issue ?? task}
              </To>
            ))}
            {trouble.actions.length > MOST_NAMED && <Text size="sm">…</Text>}
          </Group>
          <Text size="sm" c="dimmed">
            {texts.remedies[trouble.result]}
          </Text>
          <Remedy id={id} trouble={trouble} />
        </Stack>
      </Alert>
    ))}
  </Section>
);

/** What can be done about it here and now. */
function Remedy({ id, trouble: { result, actions } }: { readonly id: number; readonly trouble: Trouble }) {
  const { barred } = useConnection();
  const navigate = useNavigate();
  if (result === 'refused') {
    const again = async (): Promise<void> => {
      await retryItems(id, new Set(actions.map(({ task }) => task)));
      await startSync(id);
    };
    return (
      <Act size="xs" variant="default" act={again} done={texts.againDone} why={barred('retryItem')}>
        {texts.again(actions.length)}
      </Act>
    );
  }
  if (result !== 'held') return null;
  const review = async (): Promise<void> => {
    await makePlan(id);
    await navigate({ to: '/connections/$id/plan', params: { id } });
  };
  return (
    <Act size="xs" variant="default" act={review} why={barred('createPlan')}>
      {texts.review}
    </Act>
  );
}
