/** The frame of one connection: how it is, what can be done with it, and its parts. */
import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { connection as connectionQuery, type Connection } from '../../api/connections.ts';
import { connectionTexts as texts } from '../../texts/connection.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Out } from '../../ui/out.tsx';
import { Page } from '../../ui/page.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import './connection.css';
import { ConnectionActions } from './connection-actions.tsx';
import { RunningNow } from './running-now.tsx';
import { trackerPlace, type TrackerPlace } from './tracker-place.ts';
import { ConnectionContext } from './use-connection.ts';

const route = getRouteApi('/inside/connections/$id');

export function ConnectionLayout() {
  const { id } = route.useParams();
  const query = useQuery(connectionQuery(id));
  const up = [{ to: '/connections', text: texts.all }];
  if (query.data === undefined) {
    return (
      <Page title={texts.title} up={up}>
        <Loaded query={query}>{() => null}</Loaded>
      </Page>
    );
  }
  return (
    <ConnectionContext value={query.data}>
      <Page title={query.data.alias} up={up} about={<About connection={query.data} />} actions={<ConnectionActions />}>
        <Tabs id={id} />
        <Loaded query={query}>{() => <RunningNow id={id} />}</Loaded>
        <Outlet />
      </Page>
    </ConnectionContext>
  );
}

function About({ connection }: { readonly connection: Connection }) {
  const { state, system } = connection;
  const place = trackerPlace(connection);
  return (
    <Group gap="sm">
      <StateBadge state={state?.state ?? 'never_run'} />
      <Text size="sm">
        {system.name}
        {place !== null && ' · '}
        {place !== null && <ProjectThere place={place} />}
      </Text>
    </Group>
  );
}

const ProjectThere = ({ place: { project, url } }: { readonly place: TrackerPlace }) =>
  url === null ? project : <Out href={url}>{project}</Out>;

const TABS = [
  ['/connections/$id', texts.overview],
  ['/connections/$id/items', texts.items],
  ['/connections/$id/plan', texts.plan],
  ['/connections/$id/conflicts', texts.conflicts],
  ['/connections/$id/runs', texts.runs],
  ['/connections/$id/trace', texts.trace],
  ['/connections/$id/settings', texts.settings],
] as const;

/** On narrow screens they scroll, and the one that is shown is in sight. */
function Tabs({ id }: { readonly id: number }) {
  const { pathname } = useLocation();
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [pathname]);
  return (
    <nav aria-label={texts.tabs} className="connection-tabs" ref={tabs}>
      {TABS.map(([to, text]) => (
        <Link key={to} to={to} params={{ id }} activeOptions={{ exact: to === '/connections/$id' }}>
          {text}
        </Link>
      ))}
    </nav>
  );
}
