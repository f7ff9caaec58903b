/** One task: what it says, how far it is, its issues and why, and what happened to it. */
import { Button, Grid, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { project } from '../../api/projects.ts';
import { deleteTask, task, type Task, type TaskPlace } from '../../api/tasks.ts';
import { projectsTexts, projectTexts, taskTexts as texts } from '../../texts/projects.ts';
import { barred, Because, Confirm } from '../../ui/act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { useWhyNot } from '../../ui/use-may.ts';
import { Explanation } from './explanation.tsx';
import { Notes } from './notes.tsx';
import { TaskFacts } from './task-facts.tsx';
import { EditTask } from './task-form.tsx';
import { TaskHistory } from './task-history.tsx';

const route = getRouteApi('/inside/projects/$projectId/tasks/$taskId');

export function TaskPage() {
  const { projectId, taskId } = route.useParams();
  const place = { project: projectId, task: taskId };
  const query = useQuery(task(place));
  const { data: above } = useQuery(project(projectId));
  const { data: found } = query;
  return (
    <Page
      title={found === undefined ? taskId : `${found.task_id}: ${found.title}`}
      up={[
        { to: '/projects', text: projectsTexts.title },
        { to: `/projects/${projectId}`, text: above?.name ?? projectTexts.fallback(projectId) },
      ]}
      actions={found && <Actions place={place} found={found} />}
    >
      <Loaded query={query} lines={10}>
        {(shown) => <Shown place={place} found={shown} />}
      </Loaded>
    </Page>
  );
}

interface OfTask {
  readonly place: TaskPlace;
  readonly found: Task;
}

function Actions({ place, found }: OfTask) {
  const whyNot = useWhyNot(place.project);
  const navigate = useNavigate();
  const [opened, { open, close }] = useDisclosure(false);
  const why = whyNot('updateTask');
  const remove = async (): Promise<void> => {
    await deleteTask(place);
    await navigate({ to: '/projects/$projectId', params: { projectId: place.project } });
  };
  return (
    <>
      <Because why={why}>
        <Button variant="default" {...barred(why)} onClick={() => why === null && open()}>
          {texts.edit}
        </Button>
      </Because>
      <Confirm
        variant="default"
        color="red"
        title={texts.deleteTitle}
        says={texts.deleteSays}
        done={texts.deleted}
        why={found.project_specific ? whyNot('deleteTask') : texts.deleteLibrary}
        act={remove}
      >
        {texts.delete}
      </Confirm>
      {opened && (
        <EditTask
          place={place}
          task={found}
          ownWords={found.project_specific && whyNot('editTask') === null}
          close={close}
        />
      )}
    </>
  );
}

function Shown({ place, found }: OfTask) {
  const { text, how_tos: howTos = [] } = found;
  const said = typeof text === 'string' ? text : text.description;
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 8 }}>
        <Stack gap="xl">
          <Section title={texts.text}>
            {said === '' ? <Text c="dimmed">{texts.noText}</Text> : <Markdown text={said} />}
          </Section>
          {howTos.length > 0 && (
            <Section title={texts.howTos}>
              <Stack>
                {howTos.map(({ id, title, content }) => (
                  <div key={id}>
                    <Title order={3} size="h4" mb={4}>
                      {title}
                    </Title>
                    <Markdown text={content} />
                  </div>
                ))}
              </Stack>
            </Section>
          )}
          <Section title={texts.notes}>
            <Notes place={place} />
          </Section>
          <Section title={texts.history}>
            <TaskHistory place={place} />
          </Section>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }} order={{ base: -1, md: 0 }}>
        <Stack gap="xl">
          <Paper withBorder p="md">
            <TaskFacts place={place} found={found} />
          </Paper>
          <Section title={texts.issues}>
            <Explanation place={place} />
          </Section>
        </Stack>
      </Grid.Col>
    </Grid>
  );
}
