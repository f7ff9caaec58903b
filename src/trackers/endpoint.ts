/** Where the parameters that all systems share say the server is. */
import type { Params } from './read-params.ts';
import { wrong } from './read-params.ts';

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i;

/** `https://host:port/context` without a trailing slash. */
export function rootOf(params: Params): string {
  const server = params.text('issue_tracker_server');
  if (server === '') throw wrong('issue_tracker_server', 'This field is required.');
  if (!HOST.test(server)) {
    throw wrong(
      'issue_tracker_server',
      'Give the host name only, with a port if needed: the protocol belongs into issue_tracker_method, a path into ' +
        'issue_tracker_context_root.',
    );
  }
  const context = params.text('issue_tracker_context_root').replaceAll(/^\/+|\/+$/g, '');
  if (/[?#\s]/.test(context)) throw wrong('issue_tracker_context_root', 'Give a path only, like /redmine.');
  const method = params.choice('issue_tracker_method', ['https', 'http']);
  return new URL(`${method}://${server}/${context}`).href.replace(/\/$/, '');
}
