/** The tasks of a project, narrowed by what the address says. */
import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { tasks } from '../../api/tasks.ts';
import { projectTexts, tasksTexts as texts } from '../../texts/projects.ts';
import { barred, Because } from '../../ui/act.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { orderIn, orderText } from '../../ui/order.ts';
import { useWhyNot } from '../../ui/use-may.ts';
import { ProjectFrame } from './project-frame.tsx';
import { taskQuery } from './project-search.ts';
import { NewTask } from './task-form.tsx';
import { TaskFilters } from './task-filters.tsx';
import { TaskTable } from './task-table.tsx';
import { TaskUpdates } from './task-updates.tsx';

const route = getRouteApi('/inside/projects/$projectId');

export function ProjectTasks() {
  const { projectId } = route.useParams();
  return (
    <ProjectFrame projectId={projectId} tab="tasks" actions={<Actions projectId={projectId} />}>
      {() => (
        <Stack>
          <TaskUpdates projectId={projectId} />
          <Tasks projectId={projectId} />
        </Stack>
      )}
    </ProjectFrame>
  );
}

function Actions({ projectId }: { readonly projectId: number }) {
  const whyNot = useWhyNot(projectId);
  const [opened, { open, close }] = useDisclosure(false);
  const why = whyNot('createTask');
  return (
    <>
      <Because why={why}>
        <Button variant="default" {...barred(why)} onClick={() => why === null && open()}>
          {projectTexts.addTask}
        </Button>
      </Because>
      <Button component={Link} to={`/projects/${projectId}/import`}>
        {projectTexts.import}
      </Button>
      {opened && <NewTask projectId={projectId} close={close} />}
    </>
  );
}

function Tasks({ projectId }: { readonly projectId: number }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(tasks(projectId, taskQuery(search)));
  const { sort = '', ...narrowing } = search;
  const isNarrowed = Object.keys(narrowing).length > 0;
  return (
    <Stack>
      {(isNarrowed || query.data?.count !== 0) && <TaskFilters />}
      <Loaded query={query} lines={10}>
        {({ count, results }) => {
          if (count === 0) return isNarrowed ? <Text>{texts.none}</Text> : <NoTasks projectId={projectId} />;
          return (
            <>
              <Text size="sm" c="dimmed" aria-live="polite">
                {texts.count(count)}
              </Text>
              <TaskTable
                rows={results}
                order={orderIn(sort)}
                setOrder={(order) =>
                  void navigate({ search: (now) => ({ ...now, sort: orderText(order) }), replace: true })
                }
              />
            </>
          );
        }}
      </Loaded>
    </Stack>
  );
}

const NoTasks = ({ projectId }: { readonly projectId: number }) => (
  <Empty
    title={texts.emptyTitle}
    actions={
      <Button component={Link} to={`/projects/${projectId}/import`}>
        {projectTexts.import}
      </Button>
    }
  >
    {texts.empty}
  </Empty>
);
