/** Tasks that became relevant or lost it, until a person accepts that. */
import { Alert, Group, List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { acceptUpdate, acceptUpdates, taskUpdates } from '../../api/tasks.ts';
import { tasksTexts as texts } from '../../texts/projects.ts';
import { Act } from '../../ui/act.tsx';
import { useWhyNot } from '../../ui/use-may.ts';

export function TaskUpdates({ projectId }: { readonly projectId: number }) {
  const { data } = useQuery(taskUpdates(projectId));
  const whyNot = useWhyNot(projectId);
  if (data === undefined || data.count === 0) return null;
  return (
    <Alert variant="outline" color="yellow" title={texts.updatesTitle(data.count)}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{texts.updatesAbout}</Text>
        <List listStyleType="none" spacing="xs">
          {data.results.slice(0, SHOWN).map(({ id, task_id, title, relevant }) => (
            <List.Item key={id}>
              <Group gap="xs">
                <Text size="sm" className="anywhere">
                  {task_id} {title} {relevant ? texts.nowRelevant : texts.noLonger}
                </Text>
                <Act
                  size="compact-sm"
                  variant="default"
                  why={whyNot('acceptTaskUpdate')}
                  act={() => acceptUpdate({ project: projectId, task: task_id }, relevant)}
                >
                  {relevant ? texts.takeIn : texts.letGo}
                </Act>
              </Group>
            </List.Item>
          ))}
        </List>
        <Act size="xs" why={whyNot('acceptTaskUpdates')} act={() => acceptUpdates(projectId)}>
          {texts.acceptAll}
        </Act>
      </Stack>
    </Alert>
  );
}

/** The rest is accepted with all, or comes when these are. */
const SHOWN = 20;
