/** One item: both sides now, why it is so, and its history. */
import { Button, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { item as itemQuery, type Item } from '../../api/items.ts';
import { useStatusName } from '../../api/task-statuses.ts';
import { itemTexts as texts } from '../../texts/items.ts';
import { planTexts } from '../../texts/plan.ts';
import { runTexts } from '../../texts/runs.ts';
import { Because, barred as barredLook } from '../../ui/act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Out } from '../../ui/out.tsx';
import { Section } from '../../ui/section.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { To } from '../../ui/to.tsx';
import { itemActs, type ItemAct } from './item-acts.ts';
import { ItemDialog } from './item-dialog.tsx';
import { ItemHistory } from './item-history.tsx';
import { useConnection } from './use-connection.ts';

const route = getRouteApi('/inside/connections/$id/items/$task');

export function ItemPage() {
  const { id, task } = route.useParams();
  return (
    <Stack>
      <To to="/connections/$id/items" params={{ id }}>
        {texts.all}
      </To>
      <Loaded query={useQuery(itemQuery(id, task))}>
        {(item) => (
          <>
            <Head item={item} />
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <TaskSide item={item} />
              <IssueSide item={item} />
            </SimpleGrid>
            <Why item={item} />
            <ItemHistory task={task} />
          </>
        )}
      </Loaded>
    </Stack>
  );
}

function Head({ item }: { readonly item: Item }) {
  const { barred } = useConnection();
  const [asked, ask] = useState<ItemAct | null>(null);
  return (
    <Group justify="space-between" align="flex-start">
      <Group gap="sm">
        <Title order={2} className="plan-title">
          {item.title}
        </Title>
        <StateBadge state={item.state} />
      </Group>
      <Group gap="xs">
        {itemActs(item, barred).map(({ act, name, why }) => (
          <Because key={act} why={why}>
            <Button size="xs" variant="default" {...barredLook(why)} onClick={() => why === null && ask(act)}>
              {name}
            </Button>
          </Because>
        ))}
      </Group>
      <ItemDialog item={item} asked={asked} close={() => ask(null)} />
    </Group>
  );
}

function TaskSide({ item: { task, status } }: { readonly item: Item }) {
  const { connection } = useConnection();
  const statusName = useStatusName();
  return (
    <Section title={texts.task}>
      {status === null ? (
        <Text size="sm">{texts.gone}</Text>
      ) : (
        <Group gap="sm">
          <To to="/projects/$projectId/tasks/$taskId" params={{ projectId: connection.project, taskId: task }}>
            {task}
          </To>
          <Text size="sm">{statusName(status)}</Text>
        </Group>
      )}
    </Section>
  );
}

const IssueSide = ({ item: { issue } }: { readonly item: Item }) => (
  <Section title={texts.issue}>
    <Group gap="sm">
      {issue === null && <Text size="sm">{texts.noIssue}</Text>}
      {issue !== null && issue.link !== null && <Out href={issue.link}>{issue.name ?? texts.issue}</Out>}
      {issue !== null && <Text size="sm">{issue.status ?? texts.soon}</Text>}
    </Group>
  </Section>
);

function Why({ item: { reason, differs, conflicts, outcome } }: { readonly item: Item }) {
  const { id } = useConnection().connection;
  const names = (fields: readonly string[]): string =>
    fields.map((field) => planTexts.fields[field] ?? field).join(', ');
  const known = reason !== '' || differs.length + conflicts.length > 0 || outcome !== null;
  return (
    <Section title={texts.why}>
      {reason !== '' && <Text size="sm">{reason}</Text>}
      {differs.length > 0 && <Text size="sm">{texts.differs(names(differs))}</Text>}
      {conflicts.length > 0 && (
        <Group gap="xs">
          <Text size="sm">{texts.conflicts(names(conflicts))}</Text>
          <To to="/connections/$id/conflicts" params={{ id }}>
            {texts.conflictsDo}
          </To>
        </Group>
      )}
      {outcome !== null && (
        <Group gap="xs">
          <Text size="sm">{texts.lastRun}:</Text>
          <StateBadge state={outcome.result} />
          <To to="/connections/$id/runs/$job" params={{ id, job: outcome.job }}>
            {runTexts.run(outcome.job)}
          </To>
          <Text size="sm" c="dimmed">
            <Time at={outcome.at} />
          </Text>
        </Group>
      )}
      {!known && <Text size="sm">{texts.nothing}</Text>}
    </Section>
  );
}
