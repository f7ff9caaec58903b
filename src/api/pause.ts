/** `pause/`: stops the schedule of a connection until a person lets it go on. */
import { findConnection } from '../store/connections.ts';
import { pauseConnection, resumeConnection } from '../store/pause.ts';
import { scheduleOf, ScheduleShape } from './connection-shape.ts';
import { permittedConnection } from './connections.ts';
import type { Routes } from './deps.ts';
import { notFound } from './errors.ts';
import { answers, IdPath, Nothing } from './shapes.ts';

const tags = ['connections'];
const PATH = '/connections/issue-tracker/:id/pause/';
const PAUSED = { tags, params: IdPath, response: answers(200, ScheduleShape) };
const RESUMED = { tags, params: IdPath, response: answers(204, Nothing) };

export const pauseRoutes: Routes = async (app, deps) => {
  const { db, now } = deps;

  app.post(PATH, { schema: { operationId: 'pauseConnection', ...PAUSED } }, async (request) => {
    const { id } = await permittedConnection(deps, request);
    await pauseConnection(db, id, request.caller.id, new Date(now()));
    const row = await findConnection(db, id);
    if (row === undefined) throw notFound();
    return scheduleOf(row);
  });

  app.delete(PATH, { schema: { operationId: 'resumeConnection', ...RESUMED } }, async (request, reply) => {
    const { id } = await permittedConnection(deps, request);
    await resumeConnection(db, id, new Date(now()));
    return reply.status(204).send(null);
  });
};
