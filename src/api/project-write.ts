/** What a request makes of a project: whether it may, and what it names. */
import type { FastifyRequest } from 'fastify';
import { listApplications } from '../store/applications.ts';
import { createProject, isBelow, updateProject, type ProjectChange as Columns } from '../store/project-writes.ts';
import { listProjects } from '../store/projects.ts';
import { attributeChange } from './custom-attributes.ts';
import type { ServerDeps } from './deps.ts';
import { forbiddenWhileLocked, invalid, noSuch, notUnique } from './errors.ts';
import { requireProject, treeViewerOf, viewerOf, type Caller } from './permissions.ts';
import type { ProjectBody, ProjectChange } from './project-shape.ts';

/** The new project's id. Throws 400. */
export async function createProjectFrom(deps: ServerDeps, caller: Caller, body: ProjectBody): Promise<number> {
  const now = new Date(deps.now());
  const columns = await columnsOf(deps, caller, body, null);
  const lock = lockOf(body.locked === true, caller, deps);
  const project = { ...columns, ...lock, uid: deps.newId(), name: body.name, application_id: body.application };
  const attributes = attributeChange(body.custom_attributes);
  const id = await createProject(deps.db, { ...project, creator_id: caller.id }, attributes, now);
  if (id === null) throw notUnique('name', 'project');
  return id;
}

/** Members left out stay. Throws 400, 403 (while it is locked, too), 404. */
export async function updateProjectFrom(
  deps: ServerDeps,
  request: FastifyRequest,
  id: number,
  body: ProjectChange,
): Promise<void> {
  const before = await requireProject(deps.db, request, id);
  const { locked = before.locked, ...details } = body;
  if (locked !== before.locked) await requireProject(deps.db, request, id, { operation: 'lockProject' });
  // Whoever unlocks it may change it in the same request.
  else if (locked && Object.keys(details).length > 0) throw forbiddenWhileLocked();
  const columns = await columnsOf(deps, request.caller, details, id);
  const lock = locked === before.locked ? {} : lockOf(locked, request.caller, deps);
  const rest = { attributes: attributeChange(body.custom_attributes), now: new Date(deps.now()) };
  if (!(await updateProject(deps.db, id, { ...columns, ...lock }, rest))) throw notUnique('name', 'project');
}

const lockOf = (locked: boolean, caller: Caller, { now }: ServerDeps) =>
  locked ? { locked_on: new Date(now()), locked_by: caller.id } : { locked_on: null, locked_by: null };

async function columnsOf(deps: ServerDeps, caller: Caller, body: ProjectChange, id: number | null): Promise<Columns> {
  requireNone(body);
  await requireApplication(deps, caller, body.application);
  const { name, application: application_id, description, tags, archived, parent } = body;
  const parent_id = typeof parent === 'object' ? (parent?.id ?? (await noParent(deps, caller, id))) : parent;
  if (typeof parent_id === 'number') await requireParent(deps, caller, parent_id, id);
  return { name, application_id, description, tags, archived, parent_id };
}

/** Throws 400 for what does not exist here. */
function requireNone({ profile, risk_policy }: ProjectChange): void {
  if (profile) throw noSuch('profile', textOf(profile));
  if (risk_policy) throw noSuch('risk_policy', textOf(risk_policy));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

async function requireApplication({ db }: ServerDeps, caller: Caller, id: number | undefined): Promise<void> {
  if (id === undefined) return;
  const found = await listApplications(db, { viewer: treeViewerOf(caller), id }, null);
  if (found.count === 0) throw noSuch('application', id);
}

/** Takes the parent away; undefined, so that it stays, where the caller was shown none because they do not see it. */
async function noParent({ db }: ServerDeps, caller: Caller, id: number | null): Promise<null | undefined> {
  const [row] = id === null ? [] : (await listProjects(db, { viewer: viewerOf(caller), id }, null)).rows;
  return row !== undefined && row.parent === null && row.parent_id !== null ? undefined : null;
}

/** Throws 400 for one that the caller does not see, and for one that is the project itself or below it. */
async function requireParent({ db }: ServerDeps, caller: Caller, parent: number, id: number | null): Promise<void> {
  const found = await listProjects(db, { viewer: viewerOf(caller), id: parent }, null);
  if (found.count === 0) throw noSuch('parent', parent);
  if (id !== null && (await isBelow(db, parent, id)))
    throw invalid({ parent: ['A project cannot be above itself: choose one that is not below it.'] });
}
