/**
 * A Jira in memory that behaves like the real ones: Cloud (site and gateway) or Data Center (with a context path). Searches
 * may lag behind, wrong tokens are answered as if nobody had logged in, issues move and keep their ids, bulk creates fail in
 * part. Time and chance are arguments.
 */
import type { Instant } from '../../model/instant.ts';
import type { Json } from '../../model/json.ts';
import { Faults, jsonAnswer, type Fake, type FakeAnswer, type FakeRequest, type Trouble } from '../fake.ts';
import { textOf } from './fake-call.ts';
import { newComment, withComment } from './fake-comments.ts';
import { emptyWorld, toIssueTypes, toWorkflow, USUAL_TYPES, usualWorkflow } from './fake-defaults.ts';
import { WORKER } from './fake-accounts.ts';
import { fromPlain } from './fake-document.ts';
import { withHistory } from './fake-history.ts';
import { Limits } from './fake-limits.ts';
import type { AccountPlan, Edit, FakeJiraOptions, FieldPlan, ProjectPlan } from './fake-plans.ts';
import { answer } from './fake-routes.ts';
import { arrived } from './fake-workflow.ts';
import {
  forget,
  issueNamed,
  keep,
  nextId,
  projectNamed,
  type FakeAccount,
  type FakeField,
  type FakeIssue,
  type FakeOption,
  type FakeProject,
  type FakeWorld,
} from './fake-world.ts';

/** Creates or updates that Jira will not take, in its words. */
export const refusing = (words: string): Trouble => ({
  when: 'instead',
  answer: jsonAnswer(400, { errorMessages: [words], errors: {} }),
});

export class FakeJira implements Fake {
  /** Everything it remembers; tests and the demo change it as people would. */
  readonly world: FakeWorld;
  readonly faults = new Faults();
  readonly limits = new Limits();
  readonly #now: () => Instant;
  readonly #random: () => number;
  readonly #removed = new Map<string, FakeIssue>();

  constructor({
    kind,
    clock,
    random,
    contextPath = '',
    cloudId = '00000000-0000-4000-8000-000000000001',
    indexLag = 0,
  }: FakeJiraOptions) {
    this.world = emptyWorld(kind, contextPath, cloudId);
    this.world.indexLag = indexLag;
    this.#now = clock;
    this.#random = random;
  }

  handle(request: FakeRequest): FakeAnswer {
    return this.faults.meet(request.method, () => answer(this.world, this.limits, request, this.#now()));
  }

  /** A new account with a token and a password. */
  addAccount(name: string, plan: AccountPlan = {}): FakeAccount {
    const number = String(this.world.accounts.length + 1).padStart(4, '0');
    const { email = `${name}@example.net`, password = 'secret', token = this.#newToken(number) } = plan;
    const { admin = false, bulkChange = false, scoped = false, emailHidden = false } = plan;
    const accountId = this.world.kind === 'cloud' ? `712020:account-${number}` : name;
    const shown = { accountId, name, email, token, password, admin, bulkChange, scoped, emailHidden };
    const account: FakeAccount = { ...shown, active: true, failedLogins: 0 };
    this.world.accounts.push(account);
    return account;
  }

  addProject(key: string, plan: ProjectPlan = {}): FakeProject {
    const { workflow = usualWorkflow(this.world.kind), issueTypes = USUAL_TYPES, members } = plan;
    const project: FakeProject = {
      id: nextId(this.world),
      key,
      formerKeys: [],
      name: `Project ${key}`,
      workflow: toWorkflow(this.world, `Workflow of ${key}`, workflow),
      issueTypes: toIssueTypes(this.world, issueTypes),
      members:
        members === undefined
          ? null
          : new Map(members.map(({ account, permissions }) => [account.accountId, permissions ?? WORKER])),
      isPublic: false,
      archived: false,
      nextNumber: 1,
    };
    this.world.projects.push(project);
    return project;
  }

  /** A new field on the screens; its id. `kind` as Jira calls its own: `textfield`, `select`, `cascadingselect`, … */
  addField(name: string, { kind, options = [], ...plan }: FieldPlan): string {
    const option = (one: string | readonly [string, readonly string[]]): FakeOption => {
      const [value, below] = typeof one === 'string' ? [one, []] : one;
      return { id: nextId(this.world), value, children: below.map(option) };
    };
    const field: FakeField = {
      id: plan.id ?? `customfield_${nextId(this.world)}`,
      name,
      kind,
      required: plan.required ?? false,
      options: options.map(option),
      default: plan.default ?? null,
      projects: plan.projects ?? null,
      issueTypes: plan.issueTypes ?? null,
      editable: plan.editable ?? true,
    };
    this.world.fields.push(field);
    return field.id;
  }

  /** Makes a field one that new issues must have, or not. */
  require(id: string, required: boolean): void {
    const { fields } = this.world;
    fields.splice(0, fields.length, ...fields.map((field) => (field.id === id ? { ...field, required } : field)));
  }

  /** By id or key. */
  issue(name: string): FakeIssue {
    const issue = issueNamed(this.world, name);
    if (issue === undefined) throw new Error(`the fake has no issue ${name}`);
    return issue;
  }

  /** What a person does in the browser, past every permission. */
  edit(name: string, { priority, description, ...plain }: Edit): void {
    const found = this.world.priorities.find((one) => one.name === priority);
    const text = this.world.kind === 'cloud' && typeof description === 'string' ? fromPlain(description) : description;
    this.#change(name, (issue) => ({
      ...issue,
      values: {
        ...issue.values,
        ...(plain as Readonly<Record<string, Json>>),
        ...(text === undefined ? {} : { description: text }),
        ...(found === undefined ? {} : { priority: found.id }),
      },
    }));
  }

  setStatus(name: string, status: string): void {
    const target = this.issue(name).project.workflow.statuses.find((one) => one.name === status);
    if (target === undefined) throw new Error(`the workflow has no status ${status}`);
    this.#change(name, (issue, now) => arrived({ world: this.world, now }, issue, target));
  }

  remove(name: string): void {
    const issue = this.issue(name);
    this.#removed.set(issue.id, issue);
    forget(this.world, issue, this.#now());
  }

  /** Back from the archive, or from where `remove` put it. */
  restore(id: string): void {
    keep(this.world, { ...(this.#removed.get(id) ?? this.issue(id)), archived: false }, this.#now());
  }

  /** It can still be read, but neither found nor changed. */
  archive(name: string): void {
    keep(this.world, { ...this.issue(name), archived: true }, this.#now());
  }

  /** Into another project, where it gets a new key. */
  move(name: string, projectKey: string): void {
    const project = this.#project(projectKey);
    this.#change(name, (issue) => ({
      ...issue,
      project,
      key: `${project.key}-${project.nextNumber}`,
      formerKeys: [...issue.formerKeys, issue.key],
      status: project.workflow.statuses.find((one) => one.name === issue.status.name) ?? issue.status,
    }));
    project.nextNumber += 1;
  }

  /** Gives the project another key, and its issues with it. The old ones still lead there. */
  rekey(oldKey: string, newKey: string): void {
    const project = this.#project(oldKey);
    project.formerKeys.push(project.key);
    project.key = newKey;
    for (const issue of [...this.world.issues.values()].filter((one) => one.project === project)) {
      const key = `${newKey}-${issue.key.split('-')[1] ?? ''}`;
      keep(this.world, { ...issue, key, formerKeys: [...issue.formerKeys, issue.key] }, this.#now());
    }
  }

  /** Labels and texts go along; properties, comments and links do not. */
  clone(name: string): FakeIssue {
    const issue = this.issue(name);
    const now = this.#now();
    const summary = `CLONE - ${textOf(issue.values['summary'])}`.slice(0, 255);
    const key = `${issue.project.key}-${issue.project.nextNumber}`;
    const bare = { comments: [], links: [], histories: [], properties: {}, formerKeys: [], created: now, updated: now };
    issue.project.nextNumber += 1;
    return keep(
      this.world,
      { ...issue, ...bare, id: nextId(this.world), key, values: { ...issue.values, summary } },
      now,
    );
  }

  /** Somebody comments. */
  /** `role`: for those only who have it. */
  say(name: string, author: FakeAccount, text: string, role?: string): void {
    const now = this.#now();
    const body = this.world.kind === 'cloud' ? fromPlain(text) : text;
    const comment = newComment({ world: this.world, now }, author, body, {});
    const visible = role === undefined ? {} : { visibility: { type: 'role', value: role } };
    keep(this.world, withComment(this.issue(name), { ...comment, ...visible }), now);
  }

  /** Lets everybody read the project, or not. */
  publish(key: string, isPublic: boolean): void {
    this.#project(key).isPublic = isPublic;
  }

  #change(name: string, change: (issue: FakeIssue, now: Instant) => FakeIssue): void {
    const issue = this.issue(name);
    const now = this.#now();
    keep(this.world, withHistory(this.world, issue, change(issue, now), { author: this.#person(issue), now }), now);
  }

  /** Whoever is at the browser. */
  #person({ reporter }: FakeIssue): FakeAccount {
    return this.world.accounts.find(({ admin }) => admin) ?? reporter;
  }

  #project(key: string): FakeProject {
    const project = projectNamed(this.world, key);
    if (project === undefined) throw new Error(`the fake has no project ${key}`);
    return project;
  }

  #newToken(number: string): string {
    return `${number}${Array.from({ length: 20 }, () => Math.floor(this.#random() * 16).toString(16)).join('')}`;
  }
}
