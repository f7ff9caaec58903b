/** Where a connection's issues are, from its parameters. Pure. */
import type { Connection } from '../../api/connections.ts';

export interface TrackerPlace {
  /** As its parameters name it. */
  readonly project: string;
  /** The address of the tracker; null: it is not told. */
  readonly url: string | null;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** null: the reader may not see the parameters. */
export function trackerPlace({ params }: Pick<Connection, 'params'>): TrackerPlace | null {
  const project = text(params?.['issue_tracker_project']);
  if (project === '') return null;
  const server = text(params?.['issue_tracker_server']);
  const method = text(params?.['issue_tracker_method']) || 'https';
  const root = text(params?.['issue_tracker_context_root']).replace(/^\/*(?=.)/, '/');
  const address = `${method}://${server}${root}`;
  return { project, url: server !== '' && URL.canParse(address) ? address : null };
}
