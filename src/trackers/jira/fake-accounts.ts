/** Who is asking, and what they may do. */
import type { WireResponse } from '../../http/wire.ts';
import { page } from './fake-answers.ts';
import type { FakeAccount, FakeProject, FakeWorld } from './fake-world.ts';

/** What somebody who works in a project may do. */
export const WORKER: readonly string[] = [
  'BROWSE_PROJECTS',
  'CREATE_ISSUES',
  'EDIT_ISSUES',
  'TRANSITION_ISSUES',
  'ADD_COMMENTS',
  'EDIT_OWN_COMMENTS',
  'LINK_ISSUES',
  'ASSIGN_ISSUES',
  'ASSIGNABLE_USER',
  'DELETE_ISSUES',
];

const OF_ADMINISTRATORS = ['ADMINISTER', 'ADMINISTER_PROJECTS', 'BULK_CHANGE', 'EDIT_ALL_COMMENTS', 'MOVE_ISSUES'];

export const PERMISSIONS: readonly string[] = [...WORKER, ...OF_ADMINISTRATORS];

/** `user` null: nobody. `project` null: in general. */
export function may(user: FakeAccount | null, permission: string, project: FakeProject | null): boolean {
  if (permission === 'BROWSE_PROJECTS' && project?.isPublic === true) return true;
  if (user === null || user.admin) return user !== null;
  if (permission === 'BULK_CHANGE') return user.bulkChange;
  return project !== null && rightsIn(project, user).includes(permission);
}

const rightsIn = ({ members }: FakeProject, { accountId }: FakeAccount): readonly string[] =>
  members === null ? WORKER : (members.get(accountId) ?? []);

export interface Login {
  /** Null: nobody. */
  readonly user: FakeAccount | null;
  /** `X-Seraph-LoginReason`. */
  readonly reason?: string;
  /** Given instead of any other answer. */
  readonly refusal?: WireResponse;
  /** Given by what is about the account itself. */
  readonly unknown?: WireResponse;
}

interface Credentials {
  readonly scheme: 'basic' | 'bearer';
  readonly name: string;
  readonly secret: string;
}

function credentialsIn(header: string | undefined): Credentials | null {
  const [scheme = '', value = ''] = (header ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer') return { scheme: 'bearer', name: '', secret: value };
  if (scheme.toLowerCase() !== 'basic') return null;
  const [name = '', secret = ''] = Buffer.from(value, 'base64').toString('utf8').split(/:(.*)/s);
  return { scheme: 'basic', name, secret };
}

/** `root`: where the request arrived, for links to the login page. */
export function logIn(world: FakeWorld, authorization: string | undefined, gateway: boolean, root: string): Login {
  const credentials = credentialsIn(authorization);
  if (credentials === null) return { user: null };
  return world.kind === 'cloud' ? onCloud(world, credentials, gateway) : onDataCenter(world, credentials, root);
}

const FAILED = 'AUTHENTICATED_FAILED';

/** Wrong tokens are answered as if nobody had logged in. */
function onCloud({ accounts }: FakeWorld, { scheme, name, secret }: Credentials, gateway: boolean): Login {
  if (scheme === 'bearer' && !gateway) {
    const text = '{"error": "Failed to parse Connect Session Auth Token"}';
    return { user: null, refusal: { status: 403, headers: { 'content-type': 'application/json' }, text } };
  }
  const user = accounts.find(
    ({ email, token, active, scoped }) =>
      active && token === secret && (scheme === 'bearer' || email === name) && (gateway || !scoped),
  );
  if (user !== undefined) return { user };
  const hasPassword = accounts.some(({ email, password }) => email === name && password === secret);
  return { user: null, reason: FAILED, ...(hasPassword ? { unknown: passwordsAreOver } : {}) };
}

const passwordsAreOver: WireResponse = {
  status: 401,
  headers: { 'content-type': 'text/plain', 'x-seraph-loginreason': FAILED },
  text: 'Basic authentication with passwords is deprecated.  For more information, see the deprecation notice.\n',
};

const CAPTCHA_AFTER = 3;

function onDataCenter(world: FakeWorld, { scheme, name, secret }: Credentials, root: string): Login {
  if (scheme === 'bearer') {
    if (!world.accessTokens) return { user: null }; // nobody looks at it
    const owner = world.accounts.find(({ token, active }) => active && token === secret);
    return owner === undefined ? { user: null, refusal: wrong(root) } : { user: owner, reason: 'OK' };
  }
  if (!world.basicAuth) return { user: null, refusal: noPasswords };
  const user = world.accounts.find((account) => account.active && account.name === name);
  if (user !== undefined && user.failedLogins >= CAPTCHA_AFTER) return { user: null, refusal: captcha(root) };
  if (user?.password === secret) {
    user.failedLogins = 0;
    return { user, reason: 'OK' };
  }
  if (user !== undefined) user.failedLogins += 1;
  return { user: null, refusal: wrong(root) };
}

const noPasswords: WireResponse = page(403, 'Basic Authentication has been disabled on this instance.');

const wrong = (root: string): WireResponse =>
  page(401, 'Unauthorized (401)', {
    'x-seraph-loginreason': FAILED,
    'www-authenticate': `OAuth realm="${encodeURIComponent(root)}"`,
  });

const captcha = (root: string): WireResponse =>
  page(403, 'Forbidden (403)', {
    'x-seraph-loginreason': 'AUTHENTICATION_DENIED',
    'x-authentication-denied-reason': `CAPTCHA_CHALLENGE; login-url=${root}/login.jsp`,
  });
