/** One request to the fake, of an account that is known, and what that account gets to see. */
import { type FakeAnswer } from '../fake.ts';
import { failed, failure, notThere } from './fake-json.ts';
import type { Writing } from './fake-patch.ts';
import { mayRead, type Item, type Project } from './fake-world.ts';

export interface Call extends Writing {
  readonly method: string;
  /** Below the collection. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: unknown;
}

export const NOBODY: FakeAnswer = {
  status: 401,
  headers: { 'www-authenticate': 'Basic realm="https://tfs.example/"' },
  text: '',
};

export function inProject(
  { world, account }: Call,
  name: string | undefined,
  then: (project: Project) => FakeAnswer,
): FakeAnswer {
  if (!account.scopes.project) return NOBODY;
  const project = world.projects.find((one) => [one.name.toLowerCase(), one.id].includes(name?.toLowerCase() ?? ''));
  if (project !== undefined && account.roles.has(project)) return then(project);
  const message = `TF200016: The following project does not exist: ${name ?? ''}. Verify that the name is correct.`;
  return failure(failed(404, 'ProjectDoesNotExistWithNameException', message));
}

export const inWork = (call: Call, name: string | undefined, then: (project: Project) => FakeAnswer): FakeAnswer =>
  call.account.scopes.work === 'none' ? NOBODY : inProject(call, name, then);

export const visible = ({ world, account }: Call, id: number): Item | null => {
  const item = world.items.get(id);
  return item === undefined || item.deleted || !mayRead(account, item.project) ? null : item;
};

export function withItem(call: Call, id: string | undefined, then: (item: Item) => FakeAnswer): FakeAnswer {
  const item = visible(call, Number(id));
  return item === null ? failure(notThere(id ?? '')) : then(item);
}
