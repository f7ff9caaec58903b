/** One item in the list: state, task, issue, why, and what can be done. */
import { Group, Stack, Text } from '@mantine/core';
import { useStatusName } from '../../api/task-statuses.ts';
import type { Item } from '../../api/items.ts';
import { itemTexts as texts } from '../../texts/items.ts';
import { Out } from '../../ui/out.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { To } from '../../ui/to.tsx';
import { ItemMenu } from './item-menu.tsx';
import { useConnection } from './use-connection.ts';

export function ItemLine({ item }: { readonly item: Item }) {
  const { connection } = useConnection();
  return (
    <div className="item-line row-line">
      <StateBadge state={item.state} />
      <Stack gap={0} miw={0}>
        <To to="/connections/$id/items/$task" params={{ id: connection.id, task: item.task }} className="plan-title">
          {item.task} {item.title}
        </To>
        {item.reason !== '' && item.state !== 'in_sync' && (
          <Text size="xs" c="dimmed" lineClamp={2}>
            {item.reason}
          </Text>
        )}
      </Stack>
      <BothStatuses item={item} />
      <ItemMenu item={item} />
    </div>
  );
}

function BothStatuses({ item: { status, issue } }: { readonly item: Item }) {
  const statusName = useStatusName();
  return (
    <Group gap={6} className="item-sides">
      <Text size="sm">{status === null ? texts.gone : statusName(status)}</Text>
      <span aria-hidden>↔</span>
      {issue === null ? (
        <Text size="sm" c="dimmed">
          {texts.noIssue}
        </Text>
      ) : (
        <>
          <Text size="sm">{issue.status ?? texts.soon}</Text>
          {issue.link !== null && <Out href={issue.link}>{issue.name ?? issue.reference ?? texts.issue}</Out>}
        </>
      )}
    </Group>
  );
}
