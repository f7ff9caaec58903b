/**
 * A GitHub in memory that behaves like the hosted one: limits with all its ways to say so, labels dropped without a word, redirects
 * for what was renamed or transferred, answers that were given already, times of whole seconds. Time and chance are arguments.
 */
import type { WireResponse } from '../../http/wire.ts';
import type { Instant } from '../../model/instant.ts';
import { Faults, type Fake, type FakeAnswer, type FakeRequest } from '../fake.ts';
import { bodyIn, placesIn, said, type Call } from './fake-call.ts';
import { Limits, type Resource } from './fake-limits.ts';
import { answer } from './fake-routes.ts';
import {
  addIssue,
  change,
  emptyWorld,
  isSame,
  newId,
  placeOf,
  present,
  spelled,
  touch,
  type Account,
  type FakeWorld,
  type Issue,
  type Repository,
  type Role,
  type Values,
} from './fake-world.ts';

export class FakeGithub implements Fake {
  /** Everything it remembers; tests change it as people would. */
  readonly world: FakeWorld = emptyWorld();
  readonly faults = new Faults();
  readonly limits = new Limits();
  /** How long its search shows the past, milliseconds. */
  indexLag = 0;
  readonly #now: () => Instant;
  readonly #random: () => number;

  /** `random`: 0 ≤ x < 1, for tokens. */
  constructor(now: () => Instant, random: () => number) {
    this.#now = now;
    this.#random = random;
  }

  handle(request: FakeRequest): FakeAnswer {
    return this.faults.meet(request.method, () => this.#answer(request));
  }

  #answer(request: FakeRequest): WireResponse {
    const now = this.#now();
    const { path, root } = placesIn(request);
    const given = (request.headers['authorization'] ?? '').replace(/^Bearer /, '');
    const account = this.world.accounts.find(({ token }) => token === given) ?? null;
    const date = { date: new Date(now).toUTCString() };
    if (request.headers['user-agent'] === undefined) return said(403, 'Request forbidden by administrative rules.');
    if (given !== '' && account === null) return withHeaders(said(401, 'Bad credentials'), date);
    const { method, headers } = request;
    const query = new URL(request.url).searchParams;
    const { world, indexLag } = this;
    const call: Call = { world, method, path, query, body: bodyIn(request), headers, account, now, root, indexLag };
    return withHeaders(this.#within(call), date);
  }

  /** What is allowed is counted, and what is too much is refused before anything is done. */
  #within(call: Call): WireResponse {
    const { method, path, account, now } = call;
    const who = account?.login ?? '';
    const resource: Resource = account === null ? 'anonymous' : (RESOURCES[path] ?? 'core');
    const isContent = method === 'POST' && /\/(?:issues|comments)$/.test(path);
    const refusal = this.limits.meet({ who, method, resource, isContent, now });
    if (refusal !== null) return refusal;
    const given = answer(call);
    if (isContent && given.status === 201) this.limits.made(who, now);
    if (given.status === 304) this.limits.giveBack({ who, resource });
    return withHeaders(given, this.limits.headers({ who, resource }));
  }

  addAccount(login: string, { isApp = false } = {}): Account {
    const token = `ghp_${Array.from({ length: 36 }, () => Math.floor(this.#random() * 36).toString(36)).join('')}`;
    const account: Account = {
      id: newId(this.world),
      login: isApp ? `${login}[bot]` : login,
      token: `${token}${this.world.accounts.length}`,
      isApp,
      mayWrite: true,
      isBlockedBySso: false,
    };
    this.world.accounts.push(account);
    return account;
  }

  addRepository(owner: string, name: string, roles: readonly (readonly [Account, Role])[]): Repository {
    const repository: Repository = {
      id: newId(this.world),
      owner,
      name,
      formerNames: [],
      isPrivate: true,
      hasIssues: true,
      isArchived: false,
      labels: ['bug', 'duplicate'],
      milestones: [],
      roles: new Map(roles),
      issues: [],
    };
    this.world.repositories.push(repository);
    return repository;
  }

  rename(repository: Repository, name: string): void {
    repository.formerNames.push(repository.name);
    repository.name = name;
  }

  /** An issue that a person makes. */
  addIssue(repository: Repository, creator: string, values: Values = {}): Issue {
    const issue = addIssue(this.world, repository, creator, this.#now());
    return Object.assign(issue, { title: 'By a person', ...values, labels: spelled(repository, values.labels ?? []) });
  }

  addPullRequest(repository: Repository, creator: string, labels: readonly string[]): Issue {
    const issue = this.addIssue(repository, creator, { labels: [...labels] });
    return Object.assign(issue, { isPullRequest: true });
  }

  /** By what it was called when it was made: `5-12`. */
  issue(place: string): Issue {
    const found = this.issues().find((issue) => [placeOf(issue), ...issue.formerly].includes(place));
    if (found === undefined) throw new Error(`the fake has no issue ${place}`);
    return found;
  }

  /** Everything that is there. */
  issues(): readonly Issue[] {
    return this.world.repositories.flatMap(present);
  }

  /** What a person does in the browser, past every permission. */
  edit(place: string, values: Values): void {
    const issue = this.issue(place);
    const labels = values.labels === undefined ? {} : { labels: spelled(issue.repository, values.labels) };
    change(issue, { ...values, ...labels }, this.#now());
  }

  say(place: string, author: string, body: string): void {
    const issue = this.issue(place);
    const at = this.#now();
    issue.comments.push({ id: newId(this.world), author, at, body });
    touch(issue, at);
  }

  remove(place: string): void {
    this.issue(place).gone = 'deleted';
  }

  /** To another repository: with another number, and without labels that are not there. */
  transfer(place: string, to: Repository): Issue {
    const issue = this.issue(place);
    const now = this.#now();
    const moved = addIssue(this.world, to, issue.creator, now);
    const { title, body, state, reason, assignees, type, comments, events, created } = issue;
    const labels = issue.labels.filter((label) => to.labels.some((own) => isSame(own, label)));
    Object.assign(moved, { title, body, state, reason, assignees, type, comments, events, created, labels });
    Object.assign(moved, { formerly: [...issue.formerly, placeOf(issue)] });
    issue.gone = moved;
    touch(moved, now);
    return moved;
  }

  /** A person's copy of the text, with the same labels. */
  copy(place: string, creator: string): Issue {
    const { repository, title, body, labels } = this.issue(place);
    return this.addIssue(repository, creator, { title, body, labels });
  }
}

const RESOURCES: Readonly<Record<string, Resource>> = { '/graphql': 'graphql', '/search/issues': 'search' };

const withHeaders = (given: WireResponse, headers: Readonly<Record<string, string>>): WireResponse => ({
  ...given,
  headers: { ...headers, ...given.headers },
});
