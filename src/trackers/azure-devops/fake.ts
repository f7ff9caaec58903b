/**
 * An Azure DevOps in memory that behaves like the real one: the state graph of each type, revisions that writes can insist on,
 * a log of changes with continuation tokens, tags that are known in one spelling, rich text rewritten, batches of writes each
 * for itself, scopes of tokens, sign-in pages, slow-downs that come with a 200. Time is an argument.
 */
import type { Instant } from '../../model/instant.ts';
import type { Json } from '../../model/json.ts';
import { Faults, type Fake, type FakeAnswer, type FakeRequest } from '../fake.ts';
import { sanitized } from './fake-html.ts';
import { addComment } from './fake-patch.ts';
import { tagsOf } from './fake-query.ts';
import { answer } from './fake-routes.ts';
import { agileTask, transitionsOf } from './fake-types.ts';
import {
  emptyWorld,
  log,
  textOf,
  touch,
  typeOf,
  wordsOf,
  type Account,
  type FakeType,
  type FakeWorld,
  type Item,
  type Project,
} from './fake-world.ts';

export class FakeAzureDevops implements Fake {
  /** Everything it remembers; tests change it as people would. */
  readonly world: FakeWorld;
  readonly faults = new Faults();
  readonly #now: () => Instant;

  /** `version`: the newest API that it understands; 6.0 is Server 2020. */
  constructor(now: () => Instant, { organization = 'acme', version = 7.2 } = {}) {
    this.#now = now;
    this.world = emptyWorld(organization, version);
  }

  handle(request: FakeRequest): FakeAnswer {
    return this.faults.meet(request.method, () => answer(this.world, request, this.#now()));
  }

  addAccount(displayName: string, name = `${displayName}@example.com`): Account {
    const id = `00000000-0000-4000-8000-${String(this.world.accounts.length).padStart(12, '0')}`;
    const account: Account = {
      id,
      name,
      displayName,
      token: `token-of-${displayName}`,
      scopes: { project: true, work: 'write' },
      mayMakeTags: true,
      roles: new Map(),
    };
    this.world.accounts.push(account);
    return account;
  }

  addProject(name: string, members: readonly Account[], types: readonly FakeType[] = [agileTask()]): Project {
    const id = `10000000-0000-4000-8000-${String(this.world.projects.length).padStart(12, '0')}`;
    const project: Project = { id, name, isPublic: false, state: 'wellFormed', types: [...types], paths: new Set() };
    this.world.projects.push(project);
    for (const account of members) account.roles.set(project, 'Contributor');
    return project;
  }

  /** A work item that a person makes. */
  addItem(project: Project, type: string, fields: Readonly<Record<string, Json>> = {}): Item {
    const at = new Date(this.#now()).toISOString();
    const all: Record<string, Json> = {
      'System.Title': 'By a person',
      'System.AreaPath': project.name,
      'System.IterationPath': project.name,
      'System.CreatedDate': at,
      'System.ChangedDate': at,
      ...fields,
    };
    const item: Item = {
      id: this.world.items.size + 1,
      rev: 1,
      type,
      project,
      fields: new Map(Object.entries(all)),
      relations: [],
      comments: [],
      deleted: false,
      watermark: 0,
    };
    if (textOf(item, 'System.State') === '')
      item.fields.set('System.State', transitionsOf(typeOf(item))['']?.[0] ?? '');
    this.world.items.set(item.id, item);
    log(this.world, item);
    return item;
  }

  /** What a person does in the browser, past every rule. */
  edit(id: number, fields: Readonly<Record<string, Json>>): void {
    const item = this.item(id);
    for (const [name, value] of Object.entries(fields))
      item.fields.set(name, name === 'System.Description' ? sanitized(wordsOf(value)) : value);
    touch(this.world, item, this.#now());
  }

  setTags(id: number, names: readonly string[]): void {
    for (const name of names)
      if (!this.world.tags.has(name.toLowerCase())) this.world.tags.set(name.toLowerCase(), name);
    this.edit(id, { 'System.Tags': [...names] });
  }

  say(id: number, account: Account, html: string): void {
    const item = this.item(id);
    addComment(item, account, html, this.#now());
    touch(this.world, item, this.#now());
  }

  /** Into the recycle bin. */
  remove(id: number): void {
    const item = this.item(id);
    item.deleted = true;
    touch(this.world, item, this.#now());
  }

  restore(id: number): void {
    const item = this.world.items.get(id);
    if (item === undefined) return;
    item.deleted = false;
    touch(this.world, item, this.#now());
  }

  move(id: number, project: Project): void {
    const item = this.item(id);
    item.project = project;
    this.edit(id, { 'System.AreaPath': project.name, 'System.IterationPath': project.name });
  }

  /** A person's copy: fields and tags included. */
  copy(id: number): Item {
    const { project, type, fields } = this.item(id);
    return this.addItem(project, type, { ...Object.fromEntries(fields), 'System.CommentCount': 0 });
  }

  item(id: number): Item {
    const item = this.world.items.get(id);
    if (item === undefined || item.deleted) throw new Error(`the fake has no work item ${id}`);
    return item;
  }

  /** Outside of the recycle bin. */
  items(): readonly Item[] {
    return [...this.world.items.values()].filter(({ deleted }) => !deleted);
  }

  tagNames(id: number): readonly string[] {
    return tagsOf(this.item(id));
  }
}
