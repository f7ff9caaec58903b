/** What every request carries beside the credentials: who we are, and for writes by user and password a session's token. */
import type { Send, TrackerRequest, TrackerResponse } from '../../model/transport.ts';
import { envelopeOf, getAuthorization, resultOf } from './api.ts';
import { isTokenOver } from './errors.ts';

const US = { 'x-rallyintegrationname': 'Lockstep', 'x-rallyintegrationvendor': 'Lockstep' };

/** Names us in every request. */
const named =
  (send: Send): Send =>
  (request) =>
    send({ ...request, headers: { ...request.headers, ...US } });

interface Session {
  readonly token: string;
  readonly cookie: string;
}

/** An API key needs no session. */
export const sending = (send: Send, hasKey: boolean): Send => (hasKey ? named(send) : withToken(named(send)));

/** One session for all writes, begun with the first of them; a token that is over did nothing, so another one may. */
function withToken(send: Send): Send {
  let session: Promise<Session> | null = null;
  const begin = (): Promise<Session> =>
    (session ??= beginSession(send).catch((error: unknown) => {
      session = null;
      throw error;
    }));
  return async (request) => {
    if (request.method === 'GET') return send(request);
    const used = begin();
    const response = await send(inSession(request, await used));
    if (!isOver(response)) return response;
    if (session === used) session = null;
    return send(inSession(request, await begin()));
  };
}

const inSession = (request: TrackerRequest, { token, cookie }: Session): TrackerRequest => ({
  ...request,
  query: { ...request.query, key: token },
  headers: { ...request.headers, ...(cookie === '' ? {} : { cookie }) },
});

async function beginSession(send: Send): Promise<Session> {
  const response = await getAuthorization(send);
  const { SecurityToken: token } = resultOf(response);
  return { token: typeof token === 'string' ? token : '', cookie: cookiesIn(response.headers['set-cookie'] ?? '') };
}

/** `a=1; Path=/, b=2` → `a=1; b=2`. A comma inside a date is not followed by a name and `=`. */
const cookiesIn = (header: string): string =>
  header
    .split(/,(?=\s*[^\s;,=]+=)/)
    .map((cookie) => (cookie.split(';')[0] ?? '').trim())
    .filter((cookie) => cookie !== '')
    .join('; ');

function isOver(response: TrackerResponse): boolean {
  if (response.status !== 200) return false;
  return isTokenOver(envelopeOf(response).Errors ?? []);
}
