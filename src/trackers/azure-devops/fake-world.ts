/** What the fake Azure DevOps remembers: projects with types, work items with revisions, and the log of their changes. */
import type { Instant } from '../../model/instant.ts';
import type { Json } from '../../model/json.ts';

export interface FakeField {
  readonly ref: string;
  readonly name: string;
  readonly type:
    | 'string'
    | 'html'
    | 'integer'
    | 'double'
    | 'boolean'
    | 'identity'
    | 'dateTime'
    | 'treePath'
    | 'plainText';
  readonly readOnly?: boolean;
  required?: boolean;
  readonly values?: readonly string[];
}

export interface FakeType {
  readonly name: string;
  readonly states: readonly { readonly name: string; readonly category: string }[];
  /** Null: from anywhere to anywhere. */
  readonly transitions: Readonly<Record<string, readonly string[]>> | null;
  readonly fields: FakeField[];
}

export interface Project {
  readonly id: string;
  name: string;
  isPublic: boolean;
  /** One that is being deleted is listed as well, unless only well formed ones are asked for. */
  state: 'wellFormed' | 'deleting';
  readonly types: FakeType[];
  /** Areas and iterations below the project. */
  readonly paths: Set<string>;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  token: string;
  /** What the token may do. */
  scopes: { project: boolean; work: 'none' | 'read' | 'write' };
  mayMakeTags: boolean;
  readonly roles: Map<Project, 'Contributor' | 'Reader'>;
}

export interface FakeComment {
  readonly id: number;
  readonly by: Account;
  readonly at: Instant;
  readonly text: string;
  deleted: boolean;
}

export interface Item {
  readonly id: number;
  rev: number;
  readonly type: string;
  project: Project;
  readonly fields: Map<string, Json>;
  relations: { readonly rel: string; readonly url: string }[];
  readonly comments: FakeComment[];
  /** In the recycle bin. */
  deleted: boolean;
  /** Its place in the log. */
  watermark: number;
}

export interface FakeWorld {
  readonly organization: string;
  readonly projects: Project[];
  readonly accounts: Account[];
  readonly items: Map<number, Item>;
  /** By their lower-case form: the letters in which a tag was first written. */
  readonly tags: Map<string, string>;
  /** Why a write is refused although every field is well formed: a process' own rules. Null: it is not. */
  rule: (item: Item, wanted: ReadonlyMap<string, Json>) => RuleBroken | null;
  watermark: number;
  /** Projects in one answer, however many were asked for. */
  projectPage: number;
  /** Rows of the log in one answer. */
  logPage: number;
  /** Batches of writes are not known here. */
  refusesBatches: boolean;
  /** The answers of a batch come in another order. */
  shufflesBatches: boolean;
  /** Cursors before this place are not accepted any more. */
  forgottenUpTo: number;
  /** Seconds that every answer asks to wait. */
  retryAfter: number | null;
  /** `6.0` on a server of 2020. */
  readonly version: number;
}

export interface RuleBroken {
  readonly field: string;
  readonly message: string;
}

export const emptyWorld = (organization: string, version: number): FakeWorld => ({
  organization,
  projects: [],
  accounts: [],
  items: new Map(),
  tags: new Map(),
  rule: () => null,
  watermark: 0,
  projectPage: 100,
  logPage: 1_000,
  refusesBatches: false,
  shufflesBatches: false,
  forgottenUpTo: 0,
  retryAfter: null,
  version,
});

export const wordsOf = (value: Json | undefined): string =>
  value === undefined || value === null || typeof value === 'object' ? '' : String(value);

export const textOf = ({ fields }: Item, field: string): string => wordsOf(fields.get(field));

export const typeOf = ({ project, type }: Pick<Item, 'project' | 'type'>): FakeType => {
  const found = project.types.find(({ name }) => name === type);
  if (found === undefined) throw new Error(`the fake project has no type ${type}`);
  return found;
};

export const mayRead = ({ roles, scopes }: Account, project: Project): boolean =>
  scopes.work !== 'none' && roles.has(project);

export const mayWrite = ({ roles, scopes }: Account, project: Project): boolean =>
  scopes.work === 'write' && roles.get(project) === 'Contributor';

/** One more revision, and the last place in the log. */
export function touch(world: FakeWorld, item: Item, now: Instant): void {
  item.rev += 1;
  item.fields.set('System.ChangedDate', new Date(now).toISOString());
  log(world, item);
}

export function log(world: FakeWorld, item: Item): void {
  world.watermark += 1;
  item.watermark = world.watermark;
}

export const accountNamed = ({ accounts }: FakeWorld, name: string): Account | undefined =>
  accounts.find((account) => account.name.toLowerCase() === name.toLowerCase());
