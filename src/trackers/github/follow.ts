/** Requests that go where GitHub sends them: repositories get other names, and issues are transferred to other ones. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send, TrackerRequest, TrackerResponse } from '../../model/transport.ts';

export interface Reply extends TrackerResponse {
  /** Where the answer came from in the end. */
  readonly path: string;
}

export type Ask = (request: TrackerRequest) => Promise<Reply>;

const MOST_HOPS = 3;
const REPOSITORY = /^(.*\/repos\/[^/]+\/[^/]+)(\/.*)?$/;

/**
 * Follows redirects below this root and nowhere else, with method and body as they were: a redirected write was not done.
 * A repository that was found under another name is asked for there from then on.
 */
export function following(send: Send, root: string): Ask {
  const renamed = new Map<string, string>();
  return async (request) => {
    let path = relocated(request.path, renamed);
    for (let hop = 0; ; hop += 1) {
      const response = await send({ ...request, path, seesRedirects: true });
      if (response.status < 300 || response.status >= 400 || response.status === 304) return { ...response, path };
      const next = placeIn(response, root);
      if (next === null || hop === MOST_HOPS) throw elsewhere(response);
      learn(path, next, renamed);
      path = next;
    }
  };
}

function relocated(path: string, renamed: ReadonlyMap<string, string>): string {
  const [, repository = '', rest = ''] = REPOSITORY.exec(path) ?? [];
  const now = renamed.get(repository);
  return now === undefined ? path : `${now}${rest}`;
}

/** When only the repository is called differently. */
function learn(from: string, to: string, renamed: Map<string, string>): void {
  const [, repository, rest = ''] = REPOSITORY.exec(from) ?? [];
  if (repository !== undefined && to.endsWith(rest)) renamed.set(repository, to.slice(0, to.length - rest.length));
}

function placeIn({ headers }: TrackerResponse, root: string): string | null {
  const url = URL.parse(headers['location'] ?? '', `${root}/`);
  return url?.href.startsWith(`${root}/`) === true ? url.href.slice(root.length).replace(/[?#].*$/, '') : null;
}

const elsewhere = ({ status, headers }: TrackerResponse): TrackerError =>
  new TrackerError(
    'settings',
    `GitHub redirects to ${(headers['location'] ?? 'nowhere').split('?')[0] ?? ''} (${status}), where we do not go: check the server.`,
  );
