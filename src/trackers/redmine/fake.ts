/**
 * A Redmine in memory that behaves like the real 5.0: 204 whatever an update did, closed issues hidden by default, pages of
 * at most 100, times in whole seconds, line ends as CRLF, fields for all projects not listed. Time and chance are arguments.
 */
import type { Instant } from '../../model/instant.ts';
import { Faults, jsonAnswer, type Fake, type FakeAnswer, type FakeRequest, type Trouble } from '../fake.ts';
import { answer } from './fake-routes.ts';
import { emptyWorld, type FakeIssue, type FakeProject, type FakeUser, type FakeWorld } from './fake-world.ts';
import { updateIssue, type Attributes } from './fake-write.ts';

/** Creates or updates that Redmine will not take, in its words. */
export const refusing = (words: string): Trouble => ({ when: 'instead', answer: jsonAnswer(422, { errors: [words] }) });

export class FakeRedmine implements Fake {
  /** Everything it remembers; tests and the demo change it as people would. */
  readonly world: FakeWorld = emptyWorld();
  readonly faults = new Faults();
  readonly #now: () => Instant;
  readonly #random: () => number;

  /** `random`: 0 ≤ x < 1, for API keys. */
  constructor(now: () => Instant, random: () => number) {
    this.#now = now;
    this.#random = random;
  }

  handle(request: FakeRequest): FakeAnswer {
    return this.faults.meet(request.method, () => answer(this.world, request, this.#now()));
  }

  /** A new account with an API key. */
  addUser(login: string, { admin = false, password = 'secret', key = this.#newKey() } = {}): FakeUser {
    const user = { id: this.world.users.length + 1, name: login, login, password, key, admin };
    this.world.users.push(user);
    return user;
  }

  /** A new private project with every tracker and these members, by role. */
  addProject(identifier: string, members: Readonly<Record<string, FakeUser>> = {}): FakeProject {
    const project: FakeProject = {
      id: this.world.projects.length + 1,
      name: identifier.charAt(0).toUpperCase() + identifier.slice(1),
      identifier,
      isPublic: false,
      status: 1,
      modules: ['issue_tracking'],
      trackers: [...this.world.trackers],
      members: new Map(),
    };
    for (const [role, user] of Object.entries(members)) {
      project.members.set(user.id, this.world.roles.find(({ name }) => name === role)?.id ?? 0);
    }
    this.world.projects.push(project);
    return project;
  }

  /** A custom field of these projects, or of all of them. */
  addField(name: string, { projects = null as readonly number[] | null, required = false } = {}): number {
    const id = this.world.fields.length + 1;
    this.world.fields.push({ id, name, projects, required });
    return id;
  }

  /** What a person does in the browser, past every permission; `attributes` as in the API. */
  edit(id: number, attributes: Attributes): void {
    const issue = this.#issue(id);
    const role = { id: 0, name: 'Manager', permissions: ['edit_issues', 'manage_subtasks'] };
    const person: FakeUser = { id: 0, name: 'A person', login: '', password: '', key: '', admin: true };
    updateIssue({ world: this.world, user: person, role, now: this.#now() }, issue, attributes);
  }

  setStatus(id: number, name: string): void {
    this.edit(id, { status_id: this.world.statuses.find((status) => status.name === name)?.id ?? 0 });
  }

  remove(id: number): void {
    this.world.issues.delete(id);
  }

  move(id: number, project: FakeProject): void {
    const issue = this.#issue(id);
    issue.project = project;
    issue.updated = this.#now();
  }

  /** A copy with everything that Redmine copies: custom fields and the description, so our marks, too. Answers its id. */
  copy(id: number): number {
    const { world } = this;
    const from = this.#issue(id);
    const now = this.#now();
    const copied = {
      ...from,
      id: world.nextId,
      custom: new Map(from.custom),
      journals: [],
      created: now,
      updated: now,
    };
    world.issues.set(copied.id, copied);
    world.nextId += 1;
    return copied.id;
  }

  #newKey(): string {
    return Array.from({ length: 40 }, () => Math.floor(this.#random() * 16).toString(16)).join('');
  }

  #issue(id: number): FakeIssue {
    const issue = this.world.issues.get(id);
    if (issue === undefined) throw new Error(`the fake has no issue ${id}`);
    return issue;
  }
}
