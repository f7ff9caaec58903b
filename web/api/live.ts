/** The stream of events: says what is out of date, so that pages read it again, and how far runs are. */
import { queryClient } from './query-client.ts';

/** What is told about one job while it runs. */
export interface LiveJob {
  readonly id: number;
  readonly connection: number;
  readonly state: string;
  readonly progress: { readonly done: number; readonly total: number | null };
}

interface Told {
  readonly id: number;
  readonly state?: string;
  readonly connection?: number;
}

export const liveJobKey = (id: number) => ['live', 'job', id] as const;

const outdated = (...keys: readonly (readonly unknown[])[]): void => {
  for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
};

/** Progress alone makes nothing out of date: it is all there. */
function onJob(job: LiveJob): void {
  const before = queryClient.getQueryData<LiveJob>(liveJobKey(job.id));
  queryClient.setQueryData(liveJobKey(job.id), job);
  if (before?.state !== job.state) outdated(['jobs'], ['connections'], ['items', job.connection], ['tasks']);
}

/** Connections, plans and items are read again by those pages that show them. */
const READERS: Readonly<Record<string, (told: Told) => void>> = {
  job: (told) => onJob(told as LiveJob),
  plan: () => outdated(['plans']),
  connection: () => outdated(['connections']),
  resync: () => outdated([]),
};

/** Listens until the returned function is called. The browser comes back by itself, and says what it heard last. */
export function listen(): () => void {
  const source = new EventSource('/api/v2/events/');
  for (const [kind, read] of Object.entries(READERS)) {
    source.addEventListener(kind, (event) => read(JSON.parse((event as MessageEvent<string>).data) as Told));
  }
  return () => source.close();
}
