/** `drift/`: for a small chart, how much the sides differed from day to day. */
import Type from 'typebox';
import { DAY } from '../model/instant.ts';
import { driftOf } from '../store/drift.ts';
import { permittedConnection } from './connections.ts';
import type { Routes } from './deps.ts';
import { Listed, listing } from './listing.ts';
import { answers, IdPath } from './shapes.ts';

const DayShape = Type.Object({
  day: Type.String({ description: '`2026-01-02`, in UTC; days without a run are left out' }),
  runs: Type.Integer(),
  synced: Type.Integer({ description: "Items that the day's runs brought into sync" }),
  left: Type.Integer({ description: 'Items that its last run left: held, refused, stale, not settled, not reached' }),
});

const Query = Type.Object({
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, description: 'How far back; default 30' })),
});

const SHOWN = {
  tags: ['connections'],
  params: IdPath,
  querystring: Query,
  response: answers(200, Listed(DayShape)),
};

export const driftRoutes: Routes = async (app, deps) => {
  const path = '/connections/issue-tracker/:id/drift/';
  app.get(path, { schema: { operationId: 'getDrift', ...SHOWN } }, async (request) => {
    const { id } = await permittedConnection(deps, request);
    const { days = 30 } = request.query;
    const rows = await driftOf(deps.db, id, new Date(deps.now() - days * DAY));
    return listing(request, deps.baseUrl, { count: rows.length, rows }, (row) => row);
  });
};
