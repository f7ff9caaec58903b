/**
 * A Rally in memory that behaves like the hosted one: errors inside answers with status 200, warnings about what it ignored,
 * rich text rewritten, tags as objects, one-based pages of at most 2,000, a recycle bin. Time and chance are arguments.
 */
import type { Instant } from '../../model/instant.ts';
import { Faults, jsonAnswer, type Fake, type FakeAnswer, type FakeRequest, type Trouble } from '../fake.ts';
import { sanitized } from './fake-html.ts';
import { answer } from './fake-routes.ts';
import { addAttribute, addTypes, initialValues, typeOf, type Attribute } from './fake-schema.ts';
import {
  addThing,
  emptyWorld,
  isList,
  isThing,
  ofType,
  PREFIXES,
  textOf,
  touch,
  type Account,
  type FakeWorld,
  type Role,
  type Thing,
  type Value,
} from './fake-world.ts';
import { addPost } from './fake-write.ts';

/** Updates that Rally will not take, in its words: status 200, and the error inside. */
export const refusing = (words: string): Trouble => ({
  when: 'instead',
  answer: jsonAnswer(200, { OperationResult: { Errors: [words], Warnings: [] } }),
});

export class FakeRally implements Fake {
  /** Everything it remembers; tests change it as people would. */
  readonly world: FakeWorld = emptyWorld();
  readonly faults = new Faults();
  readonly #now: () => Instant;
  readonly #random: () => number;

  /** `random`: 0 ≤ x < 1, for API keys. */
  constructor(now: () => Instant, random: () => number) {
    this.#now = now;
    this.#random = random;
    addTypes(this.world);
  }

  handle(request: FakeRequest): FakeAnswer {
    return this.faults.meet(request.method, () => answer(this.world, request, this.#now()));
  }

  addAccount(name: string, { password = 'secret', email = `${name}@example.com` } = {}): Account {
    const values = { UserName: email, EmailAddress: email, DisplayName: name, Disabled: false };
    const thing = addThing(this.world, 'User', values);
    const account = { thing, name: email, password, key: this.#newKey('w'), readOnlyKey: this.#newKey('r') };
    this.world.accounts.push(account);
    return account;
  }

  addWorkspace(name: string): Thing {
    return addThing(this.world, 'Workspace', { Name: name, State: 'Open' });
  }

  addProject(workspace: Thing, name: string, members: readonly (readonly [Account, Role])[], parent?: Thing): Thing {
    const values = { Name: name, State: 'Open', Workspace: workspace, Parent: parent ?? null };
    const project = addThing(this.world, 'Project', values);
    for (const [account, role] of members) this.setRole(account, project, role);
    ['Defined', 'In-Progress', 'Completed', 'Accepted', 'Released'].forEach((state, index) =>
      addThing(this.world, 'FlowState', { Name: state, OrderIndex: index, Project: project }),
    );
    return project;
  }

  setRole(account: Account, project: Thing, role: Role): void {
    const all = ofType(this.world, 'ProjectPermission');
    const known = all.find(({ values }) => values.get('User') === account.thing && values.get('Project') === project);
    if (known !== undefined) known.values.set('Role', role);
    else addThing(this.world, 'ProjectPermission', { User: account.thing, Project: project, Role: role });
  }

  /** A custom field of these types (`Defect`, …); its name starts with `c_`. */
  addField(types: readonly string[], attribute: Attribute): readonly Thing[] {
    return types.map((path) => addAttribute(this.world, this.#type(path), attribute));
  }

  /** An item that a person makes. */
  addItem(path: string, project: Thing, values: Readonly<Record<string, Value>> = {}): Thing {
    const all = { ...initialValues(this.#type(path)), Name: 'By a person', Project: project, ...values };
    return addThing(this.world, path, all, this.#now());
  }

  addTag(name: string): Thing {
    const known = this.world.types.get('tag')?.find((tag) => textOf(tag, 'Name') === name);
    return known ?? addThing(this.world, 'Tag', { Name: name, Archived: false });
  }

  /** What a person does in the browser, past every permission and rule; the editor writes the rich text. */
  edit(id: number, values: Readonly<Record<string, Value>>): void {
    const item = this.item(id);
    for (const [name, value] of Object.entries(values)) {
      const isRich = name === 'Description' && typeof value === 'string';
      item.values.set(name, isRich ? (sanitized(value) ?? '') : value);
    }
    touch(item, this.#now());
  }

  setTags(id: number, names: readonly string[]): void {
    this.edit(id, { Tags: names.map((name) => this.addTag(name)) });
  }

  say(id: number, account: Account, html: string): Thing {
    return addPost(this.world, this.item(id), account.thing, { text: html, now: this.#now() });
  }

  /** Into the recycle bin. */
  remove(id: number): void {
    this.item(id).recycled = true;
  }

  restore(id: number): void {
    const item = this.world.things.get(id);
    if (item !== undefined) item.recycled = false;
  }

  /** A person's copy: everything but the numbers, custom fields and tags included. */
  copy(id: number): Thing {
    const item = this.item(id);
    const { ObjectID: _id, FormattedID: _number, ...values } = Object.fromEntries(item.values);
    return addThing(this.world, item.type, { ...values, Name: `(Copy of) ${textOf(item, 'Name')}` }, this.#now());
  }

  item(id: number): Thing {
    const item = this.world.things.get(id);
    if (item === undefined || item.recycled) throw new Error(`the fake has no item ${id}`);
    return item;
  }

  /** Everything with a FormattedID, outside of the recycle bin. */
  items(): readonly Thing[] {
    return [...this.world.things.values()].filter(({ type, recycled }) => !recycled && type in PREFIXES);
  }

  /** The texts of an item's discussion. */
  discussion(id: number): readonly string[] {
    const posts = this.item(id).values.get('Discussion');
    return isList(posts) ? posts.map((post) => textOf(post, 'Text')) : [];
  }

  tagNames(id: number): readonly string[] {
    const tags = this.item(id).values.get('Tags');
    return isList(tags) ? tags.map((tag) => textOf(tag, 'Name')) : [];
  }

  owner(id: number): Thing | null {
    const owner = this.item(id).values.get('Owner');
    return isThing(owner) ? owner : null;
  }

  #type(path: string): Thing {
    const type = typeOf(this.world, path);
    if (type === undefined) throw new Error(`the fake has no type ${path}`);
    return type;
  }

  #newKey(kind: 'r' | 'w'): string {
    return `_${kind}${Array.from({ length: 40 }, () => Math.floor(this.#random() * 16).toString(16)).join('')}`;
  }
}
