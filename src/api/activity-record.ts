/** What a successful change of the API is told as, by the name of its operation. Pure. */
import type { NewActivity } from '../store/activities.ts';
import type { Place } from '../store/places.ts';

type Verb = readonly [did: string, kind: NewActivity['kind']];
const MODIFIED: Verb = ['Modified', 'modify'];

const VERBS: Readonly<Record<string, Verb>> = {
  create: ['Created', 'create'],
  import: ['Imported', 'create'],
  upload: ['Uploaded', 'create'],
  accept: ['Accepted', 'modify'],
  apply: ['Applied', 'modify'],
  cancel: ['Cancelled', 'modify'],
  complete: ['Completed', 'modify'],
  disable: ['Disabled', 'modify'],
  enable: ['Enabled', 'modify'],
  link: ['Linked', 'modify'],
  unlink: ['Unlinked', 'modify'],
  pause: ['Paused', 'modify'],
  resolve: ['Resolved', 'modify'],
  resume: ['Resumed', 'modify'],
  retry: ['Retried', 'modify'],
  discard: ['Discarded', 'delete'],
  delete: ['Deleted', 'delete'],
};

/** Tests change nothing, the calls of a composite are told one by one, and hints are counted. */
export const isChange = (method: string, operation: string): boolean =>
  !['GET', 'HEAD'].includes(method) && !/^(?:test|composite|receive)/.test(operation);

export interface Change {
  readonly operation: string;
  readonly actor: { readonly id: number; readonly email: string };
  readonly place: Place | null;
  readonly params: unknown;
  readonly body: unknown;
  /** The answer; null without one. */
  readonly answer: unknown;
}

/** Holds which members were given, never their values: some are secrets. */
export function activityOf(change: Change): NewActivity {
  const { operation, actor, place } = change;
  const { verb, noun } = wordsOf(operation);
  const [did, kind] = VERBS[verb] ?? MODIFIED;
  const subject = subjectOf(noun, change);
  const object = split(noun, ' ');
  const where = noun === 'Project' || place === null ? '' : `in project ${place.project_desc}`;
  return {
    name: `${did}${noun}Activity`,
    actor_id: actor.id,
    text: [actor.email, did.toLowerCase(), object, subject.called ?? String(subject.id ?? ''), where]
      .filter(isText)
      .join(' '),
    kind,
    ...around(noun, subject),
    ...place,
    ...objectOf(change),
    data: { operation, ...idsOf(subject), members: membersOf(change.body) },
  };
}

export function wordsOf(operation: string): { readonly verb: string; readonly noun: string } {
  const [, verb = '', noun = ''] = /^([a-z]+)(\w*)$/.exec(operation) ?? [];
  return { verb, noun };
}

/** `UserRole`: `user role`. */
const split = (noun: string, by: string): string => noun.replaceAll(/(?<=.)(?=[A-Z])/g, by).toLowerCase();

const USER = new Set(['Me', 'FirstRun', 'Profile']);

/** What it is about, by one kind and one id: `user_role`, `UR6`. A member's id is the user's. */
export function objectOf(change: Pick<Change, 'operation' | 'params' | 'answer'>) {
  const { noun } = wordsOf(change.operation);
  const [given, answer] = [recordOf(change.params), recordOf(change.answer)];
  const id = keyOf(given, answer) ?? given['user_id'] ?? idIn(answer['user']);
  return { object_type: USER.has(noun) ? 'user' : split(noun, '_'), object_id: isKey(id) ? String(id) : null };
}

const keyOf = (given: Json, answer: Json) =>
  [given['note_id'], answer['id'], given['task_id'], given['id']].find(isKey);

type Json = Readonly<Record<string, unknown>>;

interface Subject {
  readonly id: string | number | undefined;
  /** What people call it; null where it has no name, or is gone. */
  readonly called: string | null;
  readonly given: Readonly<Record<string, unknown>>;
  readonly answer: Readonly<Record<string, unknown>>;
}

function subjectOf(noun: string, { place, params, answer: told }: Change): Subject {
  const [given, answer] = [recordOf(params), recordOf(told)];
  const id = keyOf(given, answer);
  const known = noun === 'Project' ? place?.project_desc : null;
  const called = [answer['title'], answer['alias'], answer['name'], answer['email'], known].find(isText) ?? null;
  return { id, called, given, answer };
}

/** `task`: the one that a note is on. */
function idsOf({ id, given }: Subject): object {
  const { task_id: task } = given;
  return { ...(id === undefined ? {} : { id }), ...(task === undefined || task === id ? {} : { task }) };
}

/** What stands above the projects, and whom it is about. */
function around(noun: string, { id, called, given, answer }: Subject): Partial<NewActivity> {
  switch (noun) {
    case 'BusinessUnit':
      return { business_unit_id: idIn(id), business_unit_desc: called };
    case 'Application':
      return { application_id: idIn(id), application_desc: called, business_unit_id: idIn(answer['business_unit']) };
    case 'User':
    case 'Me':
    case 'Token':
      return { user_id: idIn(id) };
    default:
      return { user_id: idIn(given['user_id'] ?? answer['user']) };
  }
}

/** `name`, `params.issue_tracker_user`. What no member is called is not kept. */
const membersOf = (body: unknown): string[] =>
  Object.entries(recordOf(body))
    .flatMap(([name, value]) =>
      name === 'params' ? Object.keys(recordOf(value)).map((key) => `params.${key}`) : [name],
    )
    .filter((name) => /^[\w.]{1,100}$/.test(name))
    .slice(0, MOST_MEMBERS);

const MOST_MEMBERS = 100;

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && !('pipe' in value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};

/** Of an id, or of an object with one. */
const idIn = (value: unknown): number | null => {
  const id = typeof value === 'object' ? recordOf(value)['id'] : value;
  return typeof id === 'number' ? id : null;
};

const isKey = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
