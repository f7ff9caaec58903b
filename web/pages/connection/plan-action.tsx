/** One action of a plan: what, why, what it costs, and value by value what is written. */
import { Checkbox, Group, Stack, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import type { Planned } from '../../api/plans.ts';
import { planTexts as texts } from '../../texts/plan.ts';
import { PlannedChanges } from './planned-changes.tsx';
import { isWrite } from './planned.ts';
import { useConnection } from './use-connection.ts';
import { To } from '../../ui/to.tsx';

interface ActionLineProps {
  readonly action: Planned;
  /** null: nothing can be chosen (any more). */
  readonly chosen: ReadonlySet<string> | null;
  readonly select: (tasks: readonly string[], on: boolean) => void;
  readonly open: boolean;
  readonly toggle: () => void;
}

export function ActionLine({ action, chosen, select, open, toggle }: ActionLineProps) {
  const { connection } = useConnection();
  const { task, title, issue, cost } = action;
  const writes = isWrite(action);
  // Creates go out many in a request.
  const tellsCost = cost > 0 && action.action !== 'create';
  return (
    <Group gap="sm" className="plan-action" wrap="nowrap" align="flex-start">
      {chosen !== null && writes && (
        <Checkbox
          size="xs"
          mt={3}
          aria-label={texts.choose(task)}
          checked={chosen.has(task)}
          onChange={() => select([task], !chosen.has(task))}
        />
      )}
      <Stack gap={2} flex={1} miw={0}>
        <Group gap="xs" justify="space-between" wrap="nowrap" align="flex-start">
          <To to="/connections/$id/items/$task" params={{ id: connection.id, task }} className="plan-title">
            {issue === null ? task : `${task} ↔ ${issue}`} {title}
          </To>
          {tellsCost && (
            <Text size="xs" c="dimmed" className="plan-cost">
              {texts.requests(cost)}
            </Text>
          )}
        </Group>
        {writes ? (
          <Details action={action} open={open} toggle={toggle} />
        ) : (
          <Text size="xs" c="dimmed">
            {becauseOf(action)}
          </Text>
        )}
      </Stack>
    </Group>
  );
}

const becauseOf = ({ reason: { text, remedy } }: Planned): string =>
  [text, remedy].filter((one) => one !== '').join('. ');

const Details = ({ action, open, toggle }: Pick<ActionLineProps, 'action' | 'open' | 'toggle'>) => (
  <>
    <UnstyledButton onClick={toggle} aria-expanded={open} className="plan-toggle">
      <Text size="xs" c="dimmed" component="span">
        <span aria-hidden className="plan-arrow">
          {open ? '▾' : '▸'}
        </span>
        {becauseOf(action)}
      </Text>
      <VisuallyHidden>{texts.details(action.task)}</VisuallyHidden>
    </UnstyledButton>
    {open && <PlannedChanges action={action} />}
  </>
);
