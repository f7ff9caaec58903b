/** Talks to a fake Jira as a client with credentials would, and remembers what was said. */
import type { FakeAnswer, FakeRequest } from '../fake.ts';
import type { FakeJira } from './fake.ts';
import type { FakeAccount } from './fake-world.ts';

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
  readonly exchanges: (readonly [FakeRequest, FakeAnswer])[] = [];
  readonly #jira: FakeJira;
  readonly #account: FakeAccount;

  constructor(jira: FakeJira, account: FakeAccount) {
    this.#jira = jira;
    this.#account = account;
  }

  get root(): string {
    const { kind, contextPath } = this.#jira.world;
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
    const answer = this.#jira.handle(request);
    this.exchanges.push([request, answer]);
    if (answer === null) throw new Error('the answer was lost');
    const isJson = answer.headers['content-type']?.includes('json') === true && answer.text !== '';
    return { ...answer, body: isJson ? JSON.parse(answer.text) : null };
  }

  /** How this account logs in with its token. */
  authorizationOf({ email, token }: FakeAccount): string {
    return this.#jira.world.kind === 'cloud' ? basic(email, token) : `Bearer ${token}`;
  }
}
