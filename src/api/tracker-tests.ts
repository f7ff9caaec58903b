/** `test-issue-tracker/`: tries parameters on the tracker without storing them. */
import Type, { type Static } from 'typebox';
import type { Routes, ServerDeps } from './deps.ts';
import { names, NAMES } from './listing.ts';
import { requireValid, requireValidConnector } from './param-check.ts';
import { answers } from './shapes.ts';
import { DepthsShape, tellDepths, tryTracker, type Trial } from './test-depths.ts';
import { unsaved, UnsavedBody } from './unsaved.ts';

const Query = Type.Object({ include: NAMES });
const Tested = Type.Object({
  success: Type.Boolean(),
  depths: Type.Optional(
    Type.Array(DepthsShape.items, { description: 'With `include=depths`, which also tells a failure with a 200' }),
  ),
});

/** Without the depths the first thing wrong is an error, by its parameter. */
async function answer(deps: ServerDeps, { include }: Static<typeof Query>, trial: Trial) {
  if (names(include).has('depths')) {
    return tellDepths(trial.deepest, (passed) => tryTracker(deps, trial, passed));
  }
  await tryTracker(deps, trial);
  return { success: true };
}

const TEST = { tags: ['tests'], querystring: Query, body: UnsavedBody, response: answers(200, Tested) };

export const trackerTestRoutes: Routes = async (app, deps) => {
  app.post(
    '/connections/test-issue-tracker/',
    { schema: { operationId: 'testConnection', ...TEST } },
    async (request, reply) => {
      const { system, params } = await unsaved(deps, request, request.body);
      requireValid(system, params);
      const { project = null } = request.body;
      const told = await answer(deps, request.query, { system, params, deepest: 'settings', project });
      return reply.status(200).send(told);
    },
  );

  app.post(
    '/connectors/test-issue-tracker/',
    { schema: { operationId: 'testConnector', ...TEST } },
    async (request, reply) => {
      const { system, params } = await unsaved(deps, request, request.body);
      requireValidConnector(system, params, []);
      // Without a project only the server and the credentials can be tried.
      const deepest = system.target(params) === '' ? 'server' : 'settings';
      return reply.status(200).send(await answer(deps, request.query, { system, params, deepest, project: null }));
    },
  );
};
