/** The network of one run: faults by the number of the request, and a trace of everything that went over it. */
import type { Wire, WireRequest, WireResponse } from '../../src/http/wire.ts';
import { fakeWire, type Fake } from '../../src/trackers/fake.ts';
import type { NetworkFault } from './steps.ts';

export interface NetworkOptions {
  readonly fake: Fake;
  readonly now: () => number;
  readonly faults: Readonly<Record<number, NetworkFault>>;
  readonly trace: (line: string) => void;
  /** Told what went wrong with a request. */
  readonly met: (fault: NetworkFault) => void;
  /** Told before the n-th request leaves, from 1; it may hold it up. */
  readonly before?: (n: number) => Promise<void>;
  /** Told after the n-th was answered. */
  readonly after?: (n: number, answer: WireResponse) => Promise<void>;
}

export function network(options: NetworkOptions): Wire {
  const { fake, faults, trace, met, before, after } = options;
  const wire = fakeWire(fake);
  let sent = 0;
  return async (request) => {
    const n = (sent += 1);
    await before?.(n);
    // What is asked without credentials is what anybody sees: a lie there would be the tracker's own.
    const fault = isAnonymous(request) ? undefined : faults[n];
    if (fault !== undefined) met(fault);
    trace(`  ${n} ${request.method} ${new URL(request.url).pathname}${fault === undefined ? '' : ` [${fault}]`}`);
    const answer = fault === undefined ? await wire(request) : await FAULTS[fault](() => wire(request), options.now);
    trace(`    ${answer.status} ${answer.text.length}`);
    await after?.(n, answer);
    return answer;
  };
}

const PLAIN = ['accept', 'content-type', 'user-agent', 'if-none-match', 'x-tfs-fedauthredirect'];

const isAnonymous = ({ headers }: WireRequest): boolean =>
  Object.keys(headers).every(
    (name) => PLAIN.includes(name.toLowerCase()) || name.toLowerCase().startsWith('x-github-api'),
  );

type Faulty = (work: () => Promise<WireResponse>, now: () => number) => Promise<WireResponse>;

const broken = (code: string): Error => Object.assign(new Error(code), { code });
const html = (status: number, headers: Record<string, string> = {}): WireResponse => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  text: '<html><body>Please log in</body></html>',
});

const FAULTS: Readonly<Record<NetworkFault, Faulty>> = {
  'refused before': () => Promise.reject(broken('ECONNREFUSED')),
  'timeout before': () => Promise.reject(broken('UND_ERR_HEADERS_TIMEOUT')),
  'lost after': async (work) => {
    await work();
    throw broken('ECONNRESET');
  },
  '500 after': async (work) => {
    await work();
    return html(500);
  },
  '502 before': async () => html(502),
  '503 after': async (work) => {
    await work();
    return html(503, { 'retry-after': '3' });
  },
  '429 seconds': async () => html(429, { 'retry-after': '7' }),
  '429 date': async (_work, now) => html(429, { 'retry-after': new Date(now() + 9_000).toUTCString() }),
  '429 bare': async () => html(429),
  'slow down after': async (work) => {
    const answer = await work();
    return { ...answer, headers: { ...answer.headers, 'retry-after': '4' } };
  },
  '429 long': async () => html(429, { 'retry-after': '3600' }),
  'html 200 before': async () => html(200),
  'html 403 before': async () => html(403),
  'truncated after': async (work) => {
    const answer = await work();
    return { ...answer, text: answer.text.slice(0, Math.floor(answer.text.length / 2)) };
  },
  '401 before': async () => html(401),
  '407 before': async () => html(407),
  '409 before': async () => html(409),
  'no such host': () => Promise.reject(broken('ENOTFOUND')),
};
