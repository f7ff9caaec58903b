/** What the tests of the fake stand on: a project, an account in it, and every answer held against Jira's descriptions. */
import { describedBy, readDescription, type Checker } from '../described.ts';
import type { Fake, FakeAnswer, FakeRequest } from '../fake.ts';
import { FakeClient, type Asking } from './fake-client.ts';
import type { Kind } from './fake-world.ts';
import { FakeJira } from './fake.ts';

export const KINDS = ['cloud', 'data-center'] as const;

const SPECS: Readonly<Record<Kind, string>> = {
  cloud: 'jira-cloud-v3-subset.json',
  'data-center': 'jira-v2-subset.json',
};

/** Where real Jiras do not do what the descriptions say. The one for Data Center is of Cloud's version 2. */
const TRAFFIC_WINS: readonly RegExp[] = [
  // Jira's changelogs have null for what was not there.
  /\/(items|changeHistories)\/.*(from|fromString|to|toString) must be string$/,
  // The examples there are milliseconds, as real answers are.
  /^POST \S+\/changelog\/bulkfetch 200\/\S+\/created must be string$/,
  /^GET \S+\/bulk\/queue\/\{taskId\} 200\/(created|started|updated) must be string$/,
  // Recorded from a real Cloud.
  /^GET \S+\/serverInfo 200 must NOT have additional properties defaultLocale$/,
  // Removed from the interface, and not yet from its description.
  /^(GET|POST) \/rest\/api\/3\/search 410 is not described$/,
  // Said by what stands in front of the interface: limits, a refused login, a context path that is not this one.
  / 429 is not described$/,
  /^GET \S+\/project\/\{projectIdOrKey\} 403 is not described$/,
  /^GET \S+\/myself (403|404) is not described$/,
  // Without a global id it is a list of all links.
  /^GET \S+\/remotelink 200 must be object$/,
];

export class Stages {
  readonly #checkers: Readonly<Record<Kind, Checker | null>>;
  #exchanges: (readonly [Kind, FakeRequest, FakeAnswer])[] = [];

  /** `folder` of the descriptions; without it nothing is held against them. */
  constructor(folder: string | undefined) {
    const checker = (kind: Kind): Checker | null => {
      const description = readDescription(folder, SPECS[kind]);
      return description === null ? null : describedBy(description);
    };
    this.#checkers = { cloud: checker('cloud'), 'data-center': checker('data-center') };
  }

  get areChecked(): boolean {
    return Object.values(this.#checkers).every((checker) => checker !== null);
  }

  /** A clock that ticks, so that the order of changes shows in their times. */
  start(kind: Kind, indexLag = 0) {
    const clock = { now: Date.parse('2026-03-01T00:00:00.005Z') };
    const tick = (): number => (clock.now += 400);
    const jira = new FakeJira({ kind, clock: tick, random: () => 0.5, contextPath: '/jira', indexLag });
    const account = jira.addAccount('ann');
    jira.addProject('PAY');
    const client = new FakeClient(this.watch(kind, jira), jira.world, account);
    return { kind, jira, account, client, clock, ...verbs(kind, client) };
  }

  /** The same fake; what it is asked and what it answers is held against the description of its kind. */
  watch(kind: Kind, fake: Fake): Fake {
    return {
      handle: (request) => {
        const answer = fake.handle(request);
        this.#exchanges.push([kind, request, answer]);
        return answer;
      },
    };
  }

  /** What is wrong with what was said since the last time. Wrong requests that were refused are as they should be. */
  complaints(): readonly string[] {
    const all = this.#exchanges.flatMap(([kind, request, answer]) => {
      const found = this.#checkers[kind]?.(request, answer) ?? [];
      return found.filter((words) => (answer?.status ?? 0) < 400 || !isAbout(request, words));
    });
    this.#exchanges = [];
    return all.filter((words) => !TRAFFIC_WINS.some((one) => one.test(words)));
  }
}

const isAbout = ({ method }: FakeRequest, words: string): boolean => new RegExp(`^${method} \\S+ request`).test(words);

export type Stage = ReturnType<Stages['start']>;

function verbs(kind: Kind, client: FakeClient) {
  const draft = (fields: object = {}, rest: object = {}) => ({
    fields: { project: { key: 'PAY' }, issuetype: { name: 'Task' }, summary: 'One', ...fields },
    ...rest,
  });
  const create = (fields: object = {}, rest: object = {}): string => {
    const { body, status, text } = client.ask('POST /issue', draft(fields, rest));
    if (status !== 201) throw new Error(text);
    return (body as { id: string }).id;
  };
  const fieldsOf = (id: string) =>
    (client.ask(`GET /issue/${id}`).body as { fields: Readonly<Record<string, unknown>> }).fields;
  const search = (jql: string, more: object = {}, asking: Asking = {}) => {
    const what = kind === 'cloud' ? 'POST /search/jql' : 'POST /search';
    const reply = client.ask(what, { jql, fields: ['summary', 'project', 'updated'], ...more }, asking);
    const { issues = [] } = reply.body as { issues?: readonly { id: string; key: string }[] };
    return { ...reply, keys: issues.map(({ key }) => key) };
  };
  return { draft, create, fieldsOf, search };
}

export const doc = (...texts: readonly string[]) => ({
  type: 'doc',
  version: 1,
  content: texts.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
});

/** A text as this kind takes it. */
export const textFor = (kind: Kind, text: string) => (kind === 'cloud' ? doc(text) : text);
