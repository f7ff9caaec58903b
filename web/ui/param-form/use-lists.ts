/** What the tracker has to choose from for parameters that are being edited, and what Lockstep has. */
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { taskStatuses } from '../../api/task-statuses.ts';
import { trackerLists, trackerProjects } from '../../api/trackers.ts';
import { NO_LISTS, type Lists, type Offer } from './offers.ts';
import { given, type Draft, type Values } from './values.ts';

interface Asking {
  readonly connector: number;
  readonly draft: Draft;
  /** The tracker project in force; '' while there is none. */
  readonly project: string;
  /** Whether the reader may ask trackers. */
  readonly may: boolean;
}

interface Found {
  readonly lists: Lists;
  readonly reading: boolean;
  /** Why there is nothing to choose from; null: there is, or nothing was asked. */
  readonly error: Error | null;
}

/** Maps do not change what the tracker has, and may be half written: they are not sent along. */
const withoutMaps = (draft: Draft) =>
  Object.fromEntries(Object.entries(given(draft)).filter(([, value]) => !String(value).startsWith('{')));

/** What was listed before stays to choose from while the tracker is asked again. */
const KEEPING = { placeholderData: keepPreviousData };

export function useLists({ connector, draft, project, may }: Asking): Found {
  // As a text, because that is the same as long as what it says is.
  const [settled] = useDebouncedValue(JSON.stringify({ project, params: withoutMaps(draft) }), 700);
  const asked = JSON.parse(settled) as { readonly project: string; readonly params: Values };
  const { issue_tracker_project: _chosen, ...around } = asked.params;
  const body = { name: 'lists', connector };
  const projects = useQuery({ ...trackerProjects({ ...body, params: around }), ...KEEPING, enabled: may });
  const inside = useQuery({
    ...trackerLists({ ...body, params: asked.params }),
    ...KEEPING,
    enabled: may && asked.project !== '',
  });
  const { statuses, priorities, fields } = inside.data ?? NO_LISTS;
  return {
    lists: {
      projects: projects.data?.projects.map(({ id, name: label }) => ({ value: id, label })) ?? [],
      statuses,
      priorities,
      fields,
      taskStatuses: useTaskStatuses(),
    },
    reading: projects.isFetching || inside.isFetching,
    error: projects.error ?? (asked.project === '' ? null : inside.error),
  };
}

function useTaskStatuses(): readonly Offer[] {
  const { data } = useQuery(taskStatuses);
  return data?.results.map(({ slug, name }) => ({ value: slug, label: name })) ?? [];
}
