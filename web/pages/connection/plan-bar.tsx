/** Applies what was chosen of an open plan, or discards the plan. It stays in sight. */
import { Group, Stack, Text } from '@mantine/core';
import { applyPlan, discardPlan, type Plan } from '../../api/plans.ts';
import { planTexts as texts } from '../../texts/plan.ts';
import { Confirm } from '../../ui/act.tsx';
import { isWrite } from './planned.ts';
import { useConnection } from './use-connection.ts';

export function PlanBar({ plan, chosen }: { readonly plan: Plan; readonly chosen: ReadonlySet<string> }) {
  const { barred } = useConnection();
  const writes = plan.actions.filter(isWrite);
  const taken = writes.filter(({ task }) => chosen.has(task));
  const held = taken.filter((action) => action.held !== null).length;
  const selection = taken.length === writes.length ? undefined : taken.map(({ task }) => task);
  return (
    <Group gap="sm" className="plan-bar">
      <Confirm
        title={texts.applyTitle}
        says={
          <Stack gap="xs">
            <Text size="sm">{texts.applySays(taken.length)}</Text>
            {held > 0 && <Text size="sm">{texts.applyHeld(held)}</Text>}
          </Stack>
        }
        act={() => applyPlan(plan.id, selection)}
        done={texts.applied}
        color="indigo"
        why={barred('applyPlan') ?? (taken.length === 0 ? texts.chooseFirst : null)}
      >
        {texts.apply(taken.length, writes.length)}
      </Confirm>
      <Confirm
        title={texts.discardTitle}
        says={texts.discardSays}
        act={() => discardPlan(plan.id)}
        done={texts.discarded}
        variant="default"
        color="red"
        why={barred('discardPlan')}
      >
        {texts.discard}
      </Confirm>
    </Group>
  );
}
