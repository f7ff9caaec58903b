/** Who did what: recorded for every successful change, and listed. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import {
  ACTIVITY_FIELDS,
  listActivities,
  recordActivity,
  type Activity,
  type ActivityScope,
} from '../store/activities.ts';
import { placeOf } from '../store/places.ts';
import { activityOf, isChange, objectOf, wordsOf } from './activity-record.ts';
import { differenceOf, seeNow, type Seen } from './audited.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { notFound } from './errors.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery, TimeFilter } from './look-ups.ts';
import { requireProject, seesAll, type Caller } from './permissions.ts';
import { answers, IdPath, Nullable, ProjectPath, Time } from './shapes.ts';

const Data = Type.Record(Type.String(), Type.Unknown(), {
  description: 'What it is about (ids, and the names of then), and which members were given, without their values',
});

const Shape = Type.Object({
  id: Type.Integer(),
  name: Type.String({ description: '`ModifiedProjectActivity`' }),
  actor: Nullable(Type.Integer(), 'The user; null: the service itself'),
  text: Type.String(),
  date: Time('When it happened'),
  data: Data,
  icon: Type.String({ description: '`create`, `modify`, `delete`, `sync`, `refuse`' }),
  log_level: Type.String({ description: 'The same' }),
});

const Filter = Type.Object({
  ...PAGE_QUERY,
  ...lookUpQuery(ACTIVITY_FIELDS),
  date_from: TimeFilter,
  date_to: TimeFilter,
});

const toWire = (row: Activity): Static<typeof Shape> => {
  const { id, name, actor_id, text, date, kind, data, user_id, project_id, application_id, business_unit_id } = row;
  const { project_desc, application_desc, business_unit_desc } = row;
  const about = { user: user_id, project: project_id, application: application_id, business_unit: business_unit_id };
  const descriptions = { project_desc, application_desc, business_unit_desc };
  const known = Object.entries({ ...about, ...descriptions }).filter(([, value]) => value !== null);
  const shown = { ...data, ...Object.fromEntries(known) };
  return { id, name, actor: actor_id, text, date: date.toISOString(), data: shown, icon: kind, log_level: kind };
};

/** Everything for administrators; else one's own, and those of the projects one sees. */
const scopeOf = (caller: Caller): ActivityScope =>
  caller.all ? { of: 'everything' } : { of: 'projects', userId: caller.id, allProjects: seesAll(caller) };

const tags = ['activities'];
const LISTED = { tags, querystring: Filter, response: answers(200, Listed(Shape)) };

export const activityRoutes: Routes = async (app, { db, baseUrl }) => {
  const list = async (request: FastifyRequest, scope: ActivityScope, more: object = {}) => {
    const filter = { ...(request.query as Static<typeof Filter>), ...more };
    return listing(request, baseUrl, await listActivities(db, scope, filter, sliceOf(filter)), toWire);
  };

  app.get('/activities/', { schema: { operationId: 'listActivities', ...LISTED } }, (request) =>
    list(request, scopeOf(request.caller)),
  );

  const ofProject = { operationId: 'listProjectActivities', params: ProjectPath, ...LISTED };
  app.get('/projects/:project_id/activities/', { schema: ofProject }, async (request) => {
    const { project_id: project } = request.params;
    await requireProject(db, request, project);
    return list(request, { of: 'everything' }, { project });
  });

  app.get('/users/me/activities/', { schema: { operationId: 'listMyActivities', ...LISTED } }, (request) =>
    list(request, { of: 'user', userId: request.caller.id }),
  );

  const one = { operationId: 'getMyActivity', tags, params: IdPath, response: answers(200, Shape) };
  app.get('/users/me/activities/:id/', { schema: one }, async (request) => {
    const scope = { of: 'user', userId: request.caller.id } as const;
    const [row] = (await listActivities(db, scope, { id: request.params.id }, null)).rows;
    if (row === undefined) throw notFound();
    return toWire(row);
  });
};

declare module 'fastify' {
  interface FastifyRequest {
    /** What is about to be changed, as it was. */
    before: Seen | null;
  }
}

/** One row per successful change, before the answer leaves. A row that cannot be written is no failure of the change. */
export function useActivities(app: FastifyInstance, deps: ServerDeps): void {
  app.decorateRequest('before', null);
  app.addHook('preHandler', async (request) => {
    const { operationId = '' } = request.routeOptions.schema ?? {};
    if (isChange(request.method, operationId)) request.before = await seen(deps, request, null);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (!tellsOfChange(request, reply)) return;
    try {
      await record(deps, request, typeof payload === 'string' && payload !== '' ? JSON.parse(payload) : null);
    } catch (error) {
      request.log.error({ err: error }, 'an activity could not be recorded');
    }
  });
}

/** A repeated answer was recorded the first time; a preview answers 200 where an import answers 201. */
function tellsOfChange({ method, routeOptions }: FastifyRequest, reply: FastifyReply): boolean {
  const operation = routeOptions.schema?.operationId;
  if (operation === undefined || !isChange(method, operation) || reply.statusCode >= 400) return false;
  const preview = ['importTasks', 'uploadImport'].includes(operation) && reply.statusCode === 200;
  return !preview && !reply.hasHeader('idempotency-replayed');
}

async function record(deps: ServerDeps, request: FastifyRequest, answer: unknown): Promise<void> {
  const { db, now } = deps;
  const { caller: actor, params, body, routeOptions } = request;
  const { operationId: operation = '' } = routeOptions.schema ?? {};
  const place = await placeNow(db, request, answer);
  const difference = differenceOf(request.before, await seen(deps, request, answer));
  const activity = activityOf({ operation, actor, place, params, body, answer });
  await recordActivity(db, { ...activity, ...difference, address: request.ip }, new Date(now()));
}

/** The thing that the request is about, as it is now. */
function seen(deps: ServerDeps, { caller, params, routeOptions }: FastifyRequest, answer: unknown) {
  const { operationId: operation = '' } = routeOptions.schema ?? {};
  const { object_id: id } = objectOf({ operation, params, answer });
  const { project_id: projectId } = { ...(params as { readonly project_id?: number }) };
  return seeNow(deps, wordsOf(operation).noun, { caller, id, projectId });
}

/** A project that was made or moved is where it is now. */
async function placeNow(db: ServerDeps['db'], { place, params, routeOptions }: FastifyRequest, answer: unknown) {
  if (!/^(?:create|update|replace)Project$/.test(routeOptions.schema?.operationId ?? '')) return place;
  const { id } = { ...(answer as object), ...(params as object) } as { readonly id?: number };
  return id === undefined ? place : ((await placeOf(db, id)) ?? null);
}
