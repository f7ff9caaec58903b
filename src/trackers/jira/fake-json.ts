/** How the fake Jira writes down what is not an issue. */
import type { Json } from '../../model/json.ts';
import { TIME_ZONE } from './fake-answers.ts';
import type { Call } from './fake-call.ts';
import type { FakeAccount, FakeIssue, FakeIssueType, FakeNamed, FakeProject, FakeStatus } from './fake-world.ts';

const SIZES = ['48x48', '24x24', '16x16', '32x32'] as const;

const avatars = ({ root }: Call, what: string): Json =>
  Object.fromEntries(SIZES.map((size) => [size, `${root}/secure/${what}?size=${size}`]));

/** Addresses that are hidden show to their owners only. */
export function accountJson(call: Call, account: FakeAccount): Json {
  const { cloud, self, user } = call;
  const { accountId, name, email, active } = account;
  return {
    self: `${self}/user?${cloud ? 'accountId' : 'username'}=${encodeURIComponent(accountId)}`,
    ...(cloud ? { accountId } : { key: `JIRAUSER-${name}`, name }),
    ...(account.emailHidden && user !== account ? {} : { emailAddress: email }),
    avatarUrls: avatars(call, 'useravatar'),
    displayName: name,
    active,
    timeZone: TIME_ZONE,
    ...(cloud ? { accountType: 'atlassian' } : {}),
  };
}

export const namedJson = ({ self, root }: Call, what: 'priority' | 'resolution', { id, name }: FakeNamed): Json => ({
  self: `${self}/${what}/${id}`,
  ...(what === 'priority' ? { iconUrl: `${root}/images/icons/priorities/${id}.svg` } : { description: '' }),
  name,
  id,
});

const CATEGORIES = {
  new: { id: 2, key: 'new', colorName: 'blue-gray', name: 'To Do' },
  indeterminate: { id: 4, key: 'indeterminate', colorName: 'yellow', name: 'In Progress' },
  done: { id: 3, key: 'done', colorName: 'green', name: 'Done' },
} as const;

export const statusJson = ({ self, root }: Call, { id, name, category }: FakeStatus): Json => ({
  self: `${self}/status/${id}`,
  description: '',
  iconUrl: `${root}/`,
  name,
  id,
  statusCategory: { self: `${self}/statuscategory/${CATEGORIES[category].id}`, ...CATEGORIES[category] },
});

export const issueTypeJson = ({ self, root, cloud }: Call, { id, name, level }: FakeIssueType): Json => ({
  self: `${self}/issuetype/${id}`,
  id,
  description: '',
  iconUrl: `${root}/images/icons/issuetypes/${id}.svg`,
  name,
  subtask: level === -1,
  ...(cloud ? { hierarchyLevel: level } : {}),
});

/** As issues show theirs. */
export const projectJson = (call: Call, project: FakeProject): Json => ({
  self: `${call.self}/project/${project.id}`,
  id: project.id,
  key: project.key,
  name: project.name,
  projectTypeKey: 'software',
  ...(call.cloud ? { simplified: false } : {}),
  avatarUrls: avatars(call, 'projectavatar'),
});

/** Another issue, as one that belongs to it shows it. */
export const linkedIssueJson = (call: Call, { id, key, values, status, type }: FakeIssue): Json => ({
  id,
  key,
  self: `${call.self}/issue/${id}`,
  fields: {
    summary: values['summary'] ?? '',
    status: statusJson(call, status),
    issuetype: issueTypeJson(call, type),
  },
});
