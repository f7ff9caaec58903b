/** What the fake Jira says about itself, its projects and its people. */
import type { Json } from '../../model/json.ts';
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { may, PERMISSIONS } from './fake-accounts.ts';
import { refusal, stamp } from './fake-answers.ts';
import { allowed, cut, loggedIn, namesIn, pageIn, visibleProject, type Call } from './fake-call.ts';
import { createFieldsJson, isCustom, schemaOf } from './fake-fields.ts';
import { accountJson, issueTypeJson, namedJson, projectJson, statusJson } from './fake-json.ts';
import type { FakeAccount, FakeProject } from './fake-world.ts';

/** For everybody. */
export function getServerInfo(call: Call): FakeAnswer {
  const { cloud, root, user, now } = call;
  return jsonAnswer(200, {
    baseUrl: root.includes('/ex/jira/') ? 'https://lockstep.atlassian.net' : root,
    version: cloud ? '1001.0.0-SNAPSHOT' : '10.3.12',
    versionNumbers: cloud ? [1001, 0, 0] : [10, 3, 12],
    deploymentType: cloud ? 'Cloud' : 'Server',
    buildNumber: cloud ? 100_295 : 10_030_012,
    buildDate: '2026-01-05T08:01:29.000-0500',
    ...(user === null ? {} : { serverTime: stamp(now) }),
    scmInfo: '07b4f58ec2724461528057c7cbdf73a2f653f223',
    serverTitle: cloud ? 'Jira' : 'JIRA',
    ...(cloud ? { defaultLocale: { locale: 'en_US' } } : {}),
  });
}

export const getMyself = (call: Call): FakeAnswer =>
  jsonAnswer(200, {
    ...(accountJson(call, loggedIn(call)) as Record<string, Json>),
    locale: 'en_US',
    groups: { size: 1, items: [] },
    applicationRoles: { size: 1, items: [] },
    expand: 'groups,applicationRoles',
  });

export function getProject(call: Call, name: string): FakeAnswer {
  const project = visibleProject(call, name);
  return jsonAnswer(200, {
    expand: 'description,lead,issueTypes,url,projectKeys',
    ...(projectJson(call, project) as Record<string, Json>),
    description: '',
    assigneeType: 'UNASSIGNED',
    components: [],
    versions: [],
    roles: {},
    archived: project.archived,
    issueTypes: project.issueTypes.map((type) => issueTypeJson(call, type)),
    ...(call.cloud ? { isPrivate: false, properties: {}, style: 'classic' } : {}),
  });
}

const projectsJson = (call: Call): readonly Json[] =>
  call.world.projects
    .filter((project) => !project.archived && allowed(call, 'BROWSE_PROJECTS', project))
    .map((project) => projectJson(call, project));

export const getProjects = (call: Call): FakeAnswer => jsonAnswer(200, projectsJson(call));

export function searchProjects(call: Call): FakeAnswer {
  const rows = projectsJson(call);
  const page = pageIn(call.query, 50, 100);
  const isLast = page.startAt + page.maxResults >= rows.length;
  return jsonAnswer(200, {
    self: `${call.self}/project/search`,
    ...page,
    total: rows.length,
    isLast,
    values: cut(rows, page),
  });
}

export function getProjectStatuses(call: Call, name: string): FakeAnswer {
  const { issueTypes, workflow } = visibleProject(call, name);
  const statuses = workflow.statuses.map((status) => statusJson(call, status));
  const types = issueTypes.map(({ id, name: called, level }) => ({
    self: `${call.self}/issuetype/${id}`,
    id,
    name: called,
    subtask: level === -1,
    statuses,
  }));
  return jsonAnswer(200, types);
}

const GLOBAL = new Set(['ADMINISTER', 'BULK_CHANGE']);

/** Cloud wants to be told which ones; Data Center gives all of them then. */
export function getPermissions(call: Call): FakeAnswer {
  const named = namesIn(call.query.get('permissions'));
  if (named.length === 0 && call.cloud) throw refusal(400, "The 'permissions' query parameter is required.");
  const unknown = named.filter((name) => !PERMISSIONS.includes(name));
  if (unknown.length > 0) throw refusal(400, `Unrecognized permission(s): ${unknown.join(', ')}`);
  const key = call.query.get('projectKey') ?? call.query.get('projectId');
  const project = key === null ? null : visibleProject(call, key);
  const permissions = (named.length === 0 ? PERMISSIONS : named).map((name, index) => [
    name,
    {
      id: String(index),
      key: name,
      name: name.toLowerCase().replaceAll('_', ' '),
      type: GLOBAL.has(name) ? 'GLOBAL' : 'PROJECT',
      description: '',
      havePermission: allowed(call, name, project),
    },
  ]);
  return jsonAnswer(200, { permissions: Object.fromEntries(permissions) as Json });
}

function creatable(call: Call, name: string): FakeProject {
  const project = visibleProject(call, name);
  if (allowed(call, 'CREATE_ISSUES', project)) return project;
  throw refusal(400, 'You do not have permission to create issues in this project.');
}

/** The two kinds call the list differently. */
function metaPage(call: Call, member: string, rows: readonly Json[]): FakeAnswer {
  const page = pageIn(call.query, 50, 200);
  const shown = cut(rows, page);
  const list = call.cloud
    ? { [member]: shown }
    : { isLast: page.startAt + page.maxResults >= rows.length, values: shown };
  return jsonAnswer(200, { ...page, total: rows.length, ...list });
}

export const getCreateTypes = (call: Call, name: string): FakeAnswer =>
  metaPage(
    call,
    'issueTypes',
    creatable(call, name).issueTypes.map((type) => issueTypeJson(call, type)),
  );

export function getCreateFields(call: Call, name: string, typeId: string): FakeAnswer {
  const project = creatable(call, name);
  const type = project.issueTypes.find(({ id }) => id === typeId);
  if (type === undefined) throw refusal(400, `The issue type with id '${typeId}' does not exist in the project.`);
  return metaPage(call, 'fields', createFieldsJson(call, project, type));
}

const prioritiesJson = (call: Call): readonly Json[] =>
  call.world.priorities.map((one) => ({
    ...(namedJson(call, 'priority', one) as Record<string, Json>),
    description: '',
    statusColor: '#cc0000',
  }));

export const getPriorities = (call: Call): FakeAnswer => jsonAnswer(200, prioritiesJson(call));

export function searchPriorities(call: Call): FakeAnswer {
  loggedIn(call);
  const rows = prioritiesJson(call);
  const page = pageIn(call.query, 50, 50);
  const isLast = page.startAt + page.maxResults >= rows.length;
  return jsonAnswer(200, { ...page, total: rows.length, isLast, values: cut(rows, page) });
}

export const getFields = (call: Call): FakeAnswer =>
  jsonAnswer(
    200,
    call.world.fields.map((field) => ({
      id: field.id,
      ...(call.cloud ? { key: field.id } : {}),
      name: field.name,
      custom: isCustom(field),
      orderable: true,
      navigable: true,
      searchable: true,
      clauseNames: [field.name],
      schema: schemaOf(field),
    })),
  );

export function getStatuses(call: Call): FakeAnswer {
  const visible = call.world.projects.filter((project) => allowed(call, 'BROWSE_PROJECTS', project));
  const statuses = new Map(visible.flatMap(({ workflow }) => workflow.statuses).map((status) => [status.id, status]));
  return jsonAnswer(
    200,
    [...statuses.values()].map((status) => statusJson(call, status)),
  );
}

/** `query` on Cloud, `username` on Data Center: part of a name or of an address that may be seen. */
function people(call: Call, among: readonly FakeAccount[]): FakeAnswer {
  const sought = (call.query.get(call.cloud ? 'query' : 'username') ?? '').toLowerCase();
  const accountId = call.query.get('accountId');
  const found = among.filter(
    (one) =>
      one.active &&
      (accountId === null || one.accountId === accountId) &&
      (sought === '.' || one.name.toLowerCase().includes(sought) || (!one.emailHidden && one.email.includes(sought))),
  );
  return jsonAnswer(
    200,
    cut(found, pageIn(call.query, 50, 1_000)).map((one) => accountJson(call, one)),
  );
}

export function getAssignable(call: Call): FakeAnswer {
  loggedIn(call);
  const project = visibleProject(call, call.query.get('project') ?? '');
  return people(
    call,
    call.world.accounts.filter((one) => may(one, 'ASSIGNABLE_USER', project)),
  );
}

export function getUsers(call: Call): FakeAnswer {
  loggedIn(call);
  if (!call.cloud && call.query.get('username') === null) {
    throw refusal(400, 'The username query parameter was not provided');
  }
  return people(call, call.world.accounts);
}
