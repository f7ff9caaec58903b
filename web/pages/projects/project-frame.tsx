/** What stands around every part of a project: its name, its trackers, what can be done, and the way to the other parts. */
import { Anchor, Button, Group, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { project, projectConnections, type Project } from '../../api/projects.ts';
import { projectsTexts, projectTexts as texts } from '../../texts/projects.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { StateBadge, ToneBadge } from '../../ui/state-badge.tsx';

const TABS = [
  ['tasks', texts.tasks, '/projects/$projectId'],
  ['members', texts.members, '/projects/$projectId/members'],
  ['details', texts.details, '/projects/$projectId/details'],
] as const;

interface ProjectFrameProps {
  readonly projectId: number;
  readonly tab: (typeof TABS)[number][0];
  readonly actions?: ReactNode;
  readonly children: (found: Project) => ReactNode;
}

export function ProjectFrame({ projectId, tab, actions, children }: ProjectFrameProps) {
  const query = useQuery(project(projectId));
  return (
    <Page
      title={query.data?.name ?? texts.fallback(projectId)}
      up={[{ to: '/projects', text: projectsTexts.title }]}
      about={query.data?.description || undefined}
      actions={actions}
    >
      <Loaded query={query}>
        {(found) => (
          <>
            <Connected found={found} />
            <Parts projectId={projectId} tab={tab}>
              {children(found)}
            </Parts>
          </>
        )}
      </Loaded>
    </Page>
  );
}

interface PartsProps extends Pick<ProjectFrameProps, 'projectId' | 'tab'> {
  readonly children: ReactNode;
}

/** Each part has an address of its own. */
function Parts({ projectId, tab, children }: PartsProps) {
  const navigate = useNavigate();
  const go = (to: string | null): void => {
    const [, , address] = TABS.find(([name]) => name === to) ?? TABS[0];
    void navigate({ to: address, params: { projectId } });
  };
  return (
    <Tabs value={tab} onChange={go}>
      <Tabs.List aria-label={texts.tabs} mb="md">
        {TABS.map(([name, label]) => (
          <Tabs.Tab key={name} value={name}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={tab}>{children}</Tabs.Panel>
    </Tabs>
  );
}

function Connected({ found }: { readonly found: Project }) {
  const { data } = useQuery(projectConnections(found.id));
  return (
    <Group gap="md">
      {found.archived && <ToneBadge color="gray">{projectsTexts.isArchived}</ToneBadge>}
      {found.locked && <ToneBadge color="gray">{projectsTexts.isLocked}</ToneBadge>}
      {data?.results.map(({ id, alias, state }) => (
        <Group key={id} gap="xs">
          <Text size="sm" c="dimmed">
            {texts.connections}
          </Text>
          <Anchor component={Link} to={`/connections/${id}`} size="sm" className="anywhere">
            {alias}
          </Anchor>
          <StateBadge state={state?.state ?? 'never_run'} />
        </Group>
      ))}
      {data?.results.length === 0 && (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {texts.notConnected}
          </Text>
          <Button component="a" href={`/connections/new?project=${found.id}`} size="compact-sm" variant="default">
            {texts.connect}
          </Button>
        </Group>
      )}
    </Group>
  );
}
