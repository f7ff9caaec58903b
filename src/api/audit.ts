/** `audit/`: who changed what, from where, and what it was before; failed log-ins, too. For administrators. */
import Type, { type Static } from 'typebox';
import { AUDIT_FIELDS, listAudit, type Activity } from '../store/activities.ts';
import type { Routes } from './deps.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery, TimeFilter } from './look-ups.ts';
import { answers, Nullable, Time } from './shapes.ts';

const Members = Type.Record(Type.String(), Type.Unknown());

const Shape = Type.Object({
  id: Type.Integer(),
  date: Time('When it happened'),
  name: Type.String({ description: '`ModifiedConnectorActivity`, `FailedLogInActivity`' }),
  actor: Nullable(Type.Integer(), 'The user; null: nobody that is known'),
  text: Type.String(),
  address: Nullable(Type.String(), 'Where the request came from'),
  object_type: Nullable(Type.String(), '`connector`'),
  object_id: Nullable(Type.String()),
  project: Nullable(Type.Integer()),
  before: Nullable(Members, 'Members that the change concerned, secrets masked; null: not there, or not looked at'),
  after: Nullable(Members, 'The same ones'),
});

const Filter = Type.Object({
  ...PAGE_QUERY,
  ...lookUpQuery(AUDIT_FIELDS),
  date_from: TimeFilter,
  date_to: TimeFilter,
});

const SCHEMA = {
  operationId: 'listAudit',
  tags: ['audit'],
  querystring: Filter,
  response: answers(200, Listed(Shape)),
};

const toWire = (row: Activity): Static<typeof Shape> => {
  const { id, date, name, actor_id: actor, text, address, object_type, object_id, project_id: project } = row;
  const { before, after } = row;
  return { id, date: date.toISOString(), name, actor, text, address, object_type, object_id, project, before, after };
};

export const auditRoutes: Routes = async (app, { db, baseUrl }) => {
  app.get('/audit/', { schema: SCHEMA }, async (request) =>
    listing(request, baseUrl, await listAudit(db, request.query, sliceOf(request.query)), toWire),
  );
};
