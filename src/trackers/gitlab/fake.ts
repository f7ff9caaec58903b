/**
 * A GitLab in memory that behaves like the real one: commands and mentions in texts work, guests' labels are dropped without a
 * word, moved issues leave a closed original behind, lists are not counted beyond a limit. Time and chance are arguments.
 */
import type { Instant } from '../../model/instant.ts';
import { Faults, type Fake, type FakeAnswer, type FakeRequest } from '../fake.ts';
import { FakeLimits } from './fake-limits.ts';
import { answer } from './fake-routes.ts';
import {
  emptyWorld,
  type FakeIssue,
  type FakeProject,
  type FakeToken,
  type FakeUser,
  type FakeWorld,
} from './fake-world.ts';
import {
  addNote,
  createIssue,
  moveIssue,
  removeIssue,
  setLabels,
  updateIssue,
  type Attributes,
  type Writing,
} from './fake-write.ts';

export class FakeGitlab implements Fake {
  /** Everything it remembers; tests change it as people would. */
  readonly world: FakeWorld = emptyWorld();
  readonly faults = new Faults();
  readonly limits = new FakeLimits();
  readonly #now: () => Instant;
  readonly #random: () => number;

  /** `random`: 0 ≤ x < 1, for tokens. */
  constructor(now: () => Instant, random: () => number) {
    this.#now = now;
    this.#random = random;
    this.addUser('a-person', { isAdmin: true });
  }

  handle(request: FakeRequest): FakeAnswer {
    const now = this.#now();
    return this.faults.meet(
      request.method,
      () => this.limits.refusalOf(this.world, request, now) ?? answer(this.world, request, now),
    );
  }

  addUser(username: string, { isAdmin = false } = {}): FakeUser {
    const { users } = this.world;
    const email = `${username}@example.com`;
    const user: FakeUser = {
      id: users.length + 1,
      username,
      name: username,
      email,
      isAdmin,
      state: 'active',
      publicEmail: email,
    };
    users.push(user);
    return user;
  }

  addToken(user: FakeUser, given: Partial<Pick<FakeToken, 'scopes' | 'expires' | 'isOauth' | 'text'>> = {}): FakeToken {
    const text = `glpat-${Array.from({ length: 20 }, () => Math.floor(this.#random() * 16).toString(16)).join('')}`;
    const token: FakeToken = { user, text, scopes: ['api'], expires: null, isOauth: false, ...given };
    this.world.tokens.push(token);
    return token;
  }

  /** A new private project with these members, by level. */
  addProject(path: string, members: readonly (readonly [FakeUser, number])[] = []): FakeProject {
    const project: FakeProject = {
      id: this.world.projects.length + 40,
      path,
      formerPaths: [],
      visibility: 'private',
      issuesAccess: 'enabled',
      archived: false,
      members: new Map(members.map(([{ id }, level]) => [id, level])),
      guests: new Map(),
      labels: new Set(),
      milestones: new Map(),
      nextIid: 1,
    };
    this.world.projects.push(project);
    return project;
  }

  /** What a person does in the browser; `attributes` as in the API. */
  add(project: FakeProject, attributes: Attributes): FakeIssue {
    const made = createIssue(this.#person(), project, attributes);
    if (!('iid' in made)) throw new Error(JSON.stringify(made));
    return made as FakeIssue;
  }

  edit(issue: FakeIssue, attributes: Attributes): void {
    updateIssue(this.#person(), issue, attributes);
  }

  setLabels(issue: FakeIssue, labels: readonly string[]): void {
    const person = this.#person();
    setLabels(person, issue, labels);
    issue.updated = person.now;
  }

  say(issue: FakeIssue, user: FakeUser, text: string, internal = false): void {
    addNote({ ...this.#person(), user }, issue, text, internal);
  }

  move(issue: FakeIssue, project: FakeProject): FakeIssue {
    return moveIssue(this.#person(), issue, project);
  }

  remove(issue: FakeIssue): void {
    removeIssue(this.world, issue);
  }

  /** The issue that the one of this project and number has become, wherever it was moved to; null when it was deleted. */
  present(projectId: number, iid: number): FakeIssue | null {
    const all = [...this.world.issues.values()];
    let issue = all.find((one) => one.project.id === projectId && one.iid === iid);
    while (issue !== undefined && issue.movedTo !== null) issue = this.world.issues.get(issue.movedTo);
    return issue ?? null;
  }

  #person(): Writing {
    const [user] = this.world.users;
    if (user === undefined) throw new Error('the fake has no people');
    return { world: this.world, user, now: this.#now() };
  }
}
