/** The way to a new connection: project, tracker, settings, test, name; then its first plan. */
import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { connector as connectorQuery } from '../../api/connectors.ts';
import { projects } from '../../api/projects.ts';
import { newTexts as texts } from '../../texts/new-connection.ts';
import { Page } from '../../ui/page.tsx';
import { Configure, ToCome } from './configure.tsx';
import { ProjectStep } from './project-step.tsx';
import { Step } from './step.tsx';
import { firstOpen, stateOf, type StepName } from './steps.ts';
import { TrackerStep } from './tracker-step.tsx';

const route = getRouteApi('/inside/connections/new');

export function NewConnection() {
  const search = route.useSearch();
  const { project, connector, from } = search;
  const navigate = useNavigate();
  const [at, go] = useState<StepName>(firstOpen({ project, connector }));
  const choose = (chosen: { readonly project?: number; readonly connector?: number }): void => {
    void navigate({ to: '/connections/new', search: { ...search, ...chosen }, replace: true });
    go(firstOpen({ project, connector, ...chosen }));
  };
  const { data: found } = useQuery(projects);
  const { data: through } = useQuery({ ...connectorQuery(connector ?? 0), enabled: connector !== undefined });
  const projectName = found?.results.find(({ id }) => id === project)?.name ?? '…';
  return (
    <Page title={texts.title} up={[{ to: '/connections', text: texts.up }]} about={texts.about}>
      <Stack gap="sm" maw={960}>
        <Step
          number={1}
          title={texts.project.title}
          state={stateOf('project', at)}
          summary={projectName}
          change={() => go('project')}
        >
          <ProjectStep choose={(id) => choose({ project: id })} />
        </Step>
        <Step
          number={2}
          title={texts.tracker.title}
          state={stateOf('tracker', at)}
          summary={through?.name ?? '…'}
          change={() => go('tracker')}
        >
          <TrackerStep choose={(id) => choose({ connector: id })} />
        </Step>
        {project === undefined || connector === undefined ? (
          <ToCome />
        ) : (
          <Configure {...{ project, projectName, connector, from, at, go }} key={connector} />
        )}
      </Stack>
    </Page>
  );
}
