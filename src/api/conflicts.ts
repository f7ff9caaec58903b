/** `conflicts/`: fields that both sides changed and that wait for a person; `rules/`: those that wait no more. */
import Type, { type Static } from 'typebox';
import { rawOf } from '../model/link.ts';
import type { IssueField } from '../model/issue.ts';
import {
  CONFLICT_FIELDS,
  dropRule,
  findConflict,
  listConflicts,
  resolveConflict,
  type ConflictRow,
  type Resolution,
} from '../store/conflicts.ts';
import { permittedConnection } from './connections.ts';
import type { Routes } from './deps.ts';
import { notFound } from './errors.ts';
import { ItemPath } from './item-shape.ts';
import { requireDone } from './item-writes.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { requireProject } from './permissions.ts';
import { answers, Choice, IdPath, Nothing, Nullable, Time } from './shapes.ts';

const SIDES = ['task', 'issue'] as const;
/** Those that can be in conflict: labels are merged one by one, assignees belong to the task. */
const FIELDS = ['title', 'body', 'priority', 'status', 'parent', 'custom'] as const satisfies readonly IssueField[];

const ConflictShape = Type.Object({
  task: Type.String({ description: '`1-T2`' }),
  title: Type.String(),
  issue: Type.Object({ reference: Type.String(), name: Type.String(), link: Type.String() }),
  field: Type.String(),
  base: Nullable(Type.Object({ task: Type.String(), issue: Type.String() }), 'Last agreed; null: never'),
  task_side: Type.Object({
    value: Nullable(Type.String(), 'null: it is composed from the parameters'),
    at: Time('When the task, or its status, was changed'),
    by: Nullable(Type.Integer(), 'The user who changed the task last; null: a sync'),
  }),
  issue_side: Type.Object({ value: Type.String(), at: Time('When the issue was changed last') }),
  take: Nullable(Choice(SIDES), 'What was decided for the next run'),
});

const RuleShape = Type.Object({ field: Type.String(), take: Choice(SIDES) });
const Body = Type.Object({
  take: Choice(SIDES, 'The side whose value stays'),
  always: Type.Optional(Type.Boolean({ description: 'And every later conflict of this field, as a rule' })),
});

const FieldPath = { field: Choice(FIELDS) };
const ConflictPath = Type.Object({ ...ItemPath.properties, ...FieldPath });
const RulePath = Type.Object({ ...IdPath.properties, ...FieldPath });

const tags = ['connection conflicts'];
const PATH = '/connections/issue-tracker/:id';
const LISTED = {
  tags,
  params: IdPath,
  querystring: Type.Object({ ...PAGE_QUERY, ...lookUpQuery(CONFLICT_FIELDS) }),
  response: answers(200, Listed(ConflictShape)),
};
const RESOLVED = { tags, params: ConflictPath, body: Body, response: answers(200, ConflictShape) };
const RULES_LISTED = { tags, params: IdPath, response: answers(200, Listed(RuleShape)) };
const RULE_DELETED = { tags, params: RulePath, response: answers(204, Nothing) };

const toWire =
  (projectId: number) =>
  ({ issue, base, ...row }: ConflictRow): Static<typeof ConflictShape> => ({
    task: `${projectId}-${row.task_id}`,
    title: row.title,
    issue: { reference: issue.id, name: issue.key, link: issue.url },
    field: row.field,
    base: base && { task: base.task, issue: base.issue },
    task_side: { value: row.task_value, at: row.task_at.toISOString(), by: row.task_by },
    issue_side: { value: rawOf(issue.fields, row.field), at: new Date(issue.updatedAt).toISOString() },
    take: row.take && row.take.side,
  });

/** What the person sees is what they decide on. */
const resolutionOf = (row: ConflictRow, { take: side, always = false }: Static<typeof Body>): Resolution => ({
  field: row.field,
  take: { side, issue: rawOf(row.issue.fields, row.field), taskVersion: row.version },
  always,
});

export const conflictRoutes: Routes = async (app, deps) => {
  const { db, now, baseUrl } = deps;

  app.get(`${PATH}/conflicts/`, { schema: { operationId: 'listConflicts', ...LISTED } }, async (request) => {
    const { id, project_id } = await permittedConnection(deps, request);
    const found = await listConflicts(db, id, request.query, sliceOf(request.query));
    return listing(request, baseUrl, found, toWire(project_id));
  });

  const one = `${PATH}/conflicts/:task_id/:field/`;
  app.post(one, { schema: { operationId: 'resolveConflict', ...RESOLVED } }, async (request) => {
    const { id: connectionId, project_id: projectId } = await permittedConnection(deps, request);
    const { body, params, caller } = request;
    if (body.always === true) await requireProject(db, request, projectId, { operation: 'deleteConflictRule' });
    const key = { task: params.task_id, field: params.field };
    const row = await findConflict(db, connectionId, key);
    if (row === undefined) throw notFound();
    const asked = { connectionId, projectId, taskId: row.task_id, userId: caller.id, at: new Date(now()) };
    requireDone(await resolveConflict(db, asked, resolutionOf(row, body)), 'The conflict is settled already.');
    const resolved = await findConflict(db, connectionId, key);
    if (resolved === undefined) throw notFound();
    return toWire(projectId)(resolved);
  });

  app.get(`${PATH}/rules/`, { schema: { operationId: 'listConflictRules', ...RULES_LISTED } }, async (request) => {
    const { rules } = await permittedConnection(deps, request);
    const rows = Object.entries(rules).map(([field, take]) => ({ field, take }));
    return listing(request, baseUrl, { count: rows.length, rows }, (row) => row);
  });

  const rule = `${PATH}/rules/:field/`;
  app.delete(rule, { schema: { operationId: 'deleteConflictRule', ...RULE_DELETED } }, async (request, reply) => {
    const { id } = await permittedConnection(deps, request);
    if (!(await dropRule(db, id, request.params.field))) throw notFound();
    return reply.status(204).send(null);
  });
};
