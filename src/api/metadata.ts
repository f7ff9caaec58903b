/** `metadata/`: what the tracker lists about a connection's project, as the last run saw it or as it is now. */
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { Metadata } from '../model/tracker.ts';
import { saveMetadata, type Connection } from '../store/connections.ts';
import { SealError } from '../store/seal.ts';
import { permittedConnection } from './connections.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { conflict } from './errors.ts';
import { mayReadParams, requireProject } from './permissions.ts';
import { answers, IdPath, Nullable } from './shapes.ts';
import { storedParams } from './stored-params.ts';

const Names = (description: string) => Type.Array(Type.String(), { description });

/** What the tracker tells everybody who may see the project. */
const LISTS = {
  project: Nullable(
    Type.Object({ id: Type.String(), name: Type.String({ description: "The tracker's own name of it" }) }),
    'The tracker project',
  ),
  statuses: Names('Its statuses'),
  priorities: Names('Its priorities'),
  fields: Names('Its custom fields'),
};
export const ListsShape = Type.Object(LISTS);

const MetadataShape = Type.Object({
  known: Type.Boolean({ description: 'false: no run has asked yet; `refresh=true` asks now' }),
  ...LISTS,
  people: Type.Optional(
    Names(
      'E-mail addresses that issues can be assigned to, where assignees are synchronized; for holders of Edit Issue Tracker connections',
    ),
  ),
});

const Query = Type.Object({
  refresh: Type.Optional(Type.Boolean({ description: 'Asks the tracker; needs Edit Issue Tracker connections' })),
});

const PATH = '/connections/issue-tracker/:id/metadata/';
const SHOWN = { tags: ['connections'], params: IdPath, querystring: Query, response: answers(200, MetadataShape) };

export function listsOf(metadata: Metadata): Static<typeof ListsShape> {
  const { home: id, projectName: name, statuses, priorities, custom } = metadata;
  return { project: { id, name }, statuses: [...statuses], priorities: [...priorities], fields: [...custom] };
}

function toWire(metadata: Metadata | null, withPeople: boolean): Static<typeof MetadataShape> {
  const people = withPeople ? { people: [...(metadata?.people ?? [])] } : {};
  return metadata === null ? { ...NOTHING, ...people } : { known: true, ...listsOf(metadata), ...people };
}

const NOTHING = { known: false, project: null, statuses: [], priorities: [], fields: [] };

/** Asks the tracker, and keeps the answer for the next run. Throws a `TrackerError`; 403, 409. */
async function refreshed(deps: ServerDeps, request: FastifyRequest, row: Connection): Promise<Metadata> {
  await requireProject(deps.db, request, row.project_id, { operation: 'testStoredConnection' });
  try {
    const { system, params } = storedParams(deps, row);
    const metadata = await deps.readMetadata(system, params);
    await saveMetadata(deps.db, row, metadata);
    return metadata;
  } catch (error) {
    if (error instanceof SealError) throw conflict(error.message);
    throw error;
  }
}

export const metadataRoutes: Routes = async (app, deps) => {
  app.get(PATH, { schema: { operationId: 'getMetadata', ...SHOWN } }, async (request) => {
    const row = await permittedConnection(deps, request);
    const stored = row.progress.metadata ?? null;
    const metadata = request.query.refresh === true ? await refreshed(deps, request, row) : stored;
    return toWire(metadata, mayReadParams(request.caller));
  });
};
