/** Talks to a fake Jira as a client with credentials would. */
import type { Fake, FakeRequest } from '../fake.ts';
import type { FakeAccount, FakeWorld } from './fake-world.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Parsed; null when it is no JSON. */
  readonly body: unknown;
}

export interface Asking {
  /** Null: none. */
  readonly authorization?: string | null;
  /** Instead of the usual root. */
  readonly root?: string;
}

export const basic = (name: string, secret: string): string =>
  `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;

export class FakeClient {
  readonly #fake: Fake;
  readonly #world: FakeWorld;
  readonly #account: FakeAccount;

  /** `world`: what is behind the fake. */
  constructor(fake: Fake, world: FakeWorld, account: FakeAccount) {
    this.#fake = fake;
    this.#world = world;
    this.#account = account;
  }

  get root(): string {
    const { kind, contextPath } = this.#world;
    return kind === 'cloud' ? 'https://demo.atlassian.net/rest/api/3' : `https://demo.example${contextPath}/rest/api/2`;
  }

  /** `what`: `GET /myself`. */
  ask(what: string, body?: unknown, asking: Asking = {}): Reply {
    const [method = '', path = ''] = what.split(/ (.*)/s);
    const { authorization = this.authorizationOf(this.#account), root = this.root } = asking;
    return this.#send({
      method,
      url: `${root}${path}`,
      headers: authorization === null ? {} : { authorization },
      body: body === undefined ? null : JSON.stringify(body),
    });
  }

  #send(request: FakeRequest): Reply {
    const answer = this.#fake.handle(request);
    if (answer === null) throw new Error('the answer was lost');
    const isJson = answer.headers['content-type']?.includes('json') === true && answer.text !== '';
    return { ...answer, body: isJson ? JSON.parse(answer.text) : null };
  }

  /** How this account logs in with its token. */
  authorizationOf({ email, token }: FakeAccount): string {
    return this.#world.kind === 'cloud' ? basic(email, token) : `Bearer ${token}`;
  }
}
