/** Who may do what: one table, read by one hook and one function. Names are those of the roles in the database. */
import type { FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { grantsOf, projectSight } from '../store/projects.ts';
import type { Place } from '../store/places.ts';
import type { Tables } from '../store/tables.ts';
import { forbidden, forbiddenWhileLocked, notFound } from './errors.ts';
import { isOperation, OPERATIONS, ruleOf, type Operation, type Rule } from './rules.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The project that the permission table was last asked about. */
    place: Place | null;
  }
}

export interface Caller {
  readonly id: number;
  readonly email: string;
  /** A superuser, or a role that holds everything. */
  readonly all: boolean;
  readonly permissions: ReadonlySet<string>;
}

/** Whether the request's operation is for those, too, who have not logged in. */
export function isOpen({ routeOptions }: FastifyRequest): boolean {
  const name = routeOptions.schema?.operationId;
  return isOperation(name) && ruleOf(name).open === true;
}

export const has = (caller: Caller, permission: string): boolean =>
  caller.all || permission === '*' || caller.permissions.has(permission);

export const seesAll = (caller: Caller): boolean =>
  has(caller, 'view_all_projects') || has(caller, 'edit_all_projects');

/** For list queries: the user to whose projects they are limited; null sees all. */
export const viewerOf = (caller: Caller): number | null => (seesAll(caller) ? null : caller.id);

/** For the tree above the projects: who may add to it may see it, to choose a place. */
export const treeViewerOf = (caller: Caller): number | null =>
  ['view_all_business_units', 'add_application', 'add_project'].some((permission) => has(caller, permission))
    ? null
    : viewerOf(caller);

/** Tracker parameters, even masked, are for holders of this permission only. */
export const mayReadParams = (caller: Caller): boolean => has(caller, 'edit_issue_tracker_connections');

export const operationOf = (request: FastifyRequest): Operation => {
  const name = request.routeOptions.schema?.operationId;
  if (!isOperation(name)) throw new Error(`no rule for the operation of ${request.method} ${request.url}`);
  return name;
};

/** The part of the rule that needs no project. Throws 403. */
export function requireGlobal(caller: Caller, operation: Operation): void {
  const rule = ruleOf(operation);
  if (rule.project === undefined && !rule.global.some((permission) => has(caller, permission))) throw forbidden();
}

/** What the caller may do in every project, and where there is none. */
export const operationsOf = (caller: Caller): Operation[] =>
  OPERATIONS.filter((operation) => ruleOf(operation).global.some((permission) => has(caller, permission)));

interface Membership {
  readonly permissions: readonly string[];
  readonly locked: boolean;
}

/** What the caller may do in this project, as it is now. */
export const operationsIn = (caller: Caller, project: Membership): Operation[] =>
  OPERATIONS.filter((operation) => {
    const rule = ruleOf(operation);
    return isGranted(rule, caller, project) && !(rule.frozen === true && project.locked);
  });

const isGranted = (rule: Rule, caller: Caller, { permissions }: Membership): boolean =>
  (rule.project ?? []).some((permission) => permissions.includes(permission)) ||
  rule.global.some((permission) => has(caller, permission));

/** The same for several projects, by their ids. One query. */
export async function operationsByProject(
  db: Kysely<Tables>,
  caller: Caller,
  projectIds: readonly number[],
): Promise<ReadonlyMap<number, readonly Operation[]>> {
  const projects = await grantsOf(db, projectIds, caller.id);
  return new Map(
    projects.map(({ id, permissions, locked }) => [
      id,
      operationsIn(caller, { permissions: permissions ?? [], locked }),
    ]),
  );
}

interface Asking {
  /** What a stranger to the project is told; 404 unless the project was named in the body. */
  readonly hidden?: () => Error;
  /** Another row of the table than the request's own. */
  readonly operation?: Operation;
}

/**
 * The rule of this request's operation, for one project, which becomes the request's place. Answers whether it is locked.
 * Throws 404 when the caller cannot see the project, else 403.
 */
export async function requireProject(
  db: Kysely<Tables>,
  request: FastifyRequest,
  projectId: number,
  { hidden = notFound, operation = operationOf(request) }: Asking = {},
): Promise<{ readonly locked: boolean }> {
  const { caller } = request;
  const sight = await projectSight(db, projectId, caller.id);
  if (sight === undefined || (sight.permissions === null && !seesAll(caller))) throw hidden();
  const { permissions, locked, ...place } = sight;
  requireGranted(ruleOf(operation), caller, { permissions: permissions ?? [], locked });
  request.permitted = true;
  request.place = place;
  return { locked };
}

/** Throws 403. The lock is told only to those who may do it otherwise. */
function requireGranted(rule: Rule, caller: Caller, project: Membership): void {
  if (!isGranted(rule, caller, project)) throw forbidden();
  if (rule.frozen === true && project.locked) throw forbiddenWhileLocked();
}
