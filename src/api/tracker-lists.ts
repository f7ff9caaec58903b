/** What a tracker lists before a connection to it is stored: to choose from while its form is filled in. */
import Type from 'typebox';
import { listsOf, ListsShape } from './metadata.ts';
import type { Routes } from './deps.ts';
import { requireValid, requireValidConnector } from './param-check.ts';
import { answers } from './shapes.ts';
import { unsaved, UnsavedBody } from './unsaved.ts';

const Projects = Type.Object({
  known: Type.Boolean({ description: 'false: projects of this system are not listed' }),
  projects: Type.Array(
    Type.Object({ id: Type.String({ description: 'What the parameter takes' }), name: Type.String() }),
    { description: 'Those that the account sees, by name (records of ServiceNow: the newest first)' },
  ),
});

const tags = ['tests'];
const LISTS = { tags, body: UnsavedBody, response: answers(200, ListsShape) };
const PROJECTS = { tags, body: UnsavedBody, response: answers(200, Projects) };

export const trackerListRoutes: Routes = async (app, deps) => {
  app.post(
    '/connections/metadata-issue-tracker/',
    { schema: { operationId: 'readTrackerLists', ...LISTS } },
    async (request, reply) => {
      const { system, params } = await unsaved(deps, request, request.body);
      requireValid(system, params);
      return reply.status(200).send(listsOf(await deps.readMetadata(system, params)));
    },
  );

  app.post(
    '/connections/projects-issue-tracker/',
    { schema: { operationId: 'listTrackerProjects', ...PROJECTS } },
    async (request, reply) => {
      const { system, params } = await unsaved(deps, request, request.body);
      requireValidConnector(system, params, []);
      const projects = await deps.listProjects(system, params);
      return reply.status(200).send({ known: projects !== null, projects: [...(projects ?? [])] });
    },
  );
};
