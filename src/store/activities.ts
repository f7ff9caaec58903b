/** Who did what, for people to read, and as the audit log. It outlives what it tells about, and is dropped by age. */
import { sql, type Insertable, type Kysely, type Selectable, type SelectQueryBuilder } from 'kysely';
import { DAY } from '../model/instant.ts';
import type { ActivitiesTable } from './activity-table.ts';
import { listed, type Found, type Slice } from './listed.ts';
import { asAsked, type Fields, type Given } from './look-ups.ts';
import { placesOf } from './places.ts';
import { projectsOf } from './projects.ts';
import type { Tables } from './tables.ts';

/** How long what people did is kept, and how long a finished sync. */
export const ACTIVITIES_KEPT = 365 * DAY;
export const SYNCS_KEPT = 90 * DAY;

export type Activity = Selectable<ActivitiesTable>;

type Members = Readonly<Record<string, unknown>>;

export interface NewActivity extends Omit<
  Insertable<ActivitiesTable>,
  'id' | 'date' | 'kind' | 'data' | 'before' | 'after'
> {
  /** `refuse`: a log-in that failed. */
  readonly kind: 'create' | 'modify' | 'delete' | 'sync' | 'refuse';
  readonly data: Members;
  readonly before?: Members | null;
  readonly after?: Members | null;
}

/** Those that are too old go. */
export async function recordActivity(db: Kysely<Tables>, activity: NewActivity, now: Date): Promise<void> {
  const before = (age: number): Date => new Date(now.getTime() - age);
  const json = (value: Members | null | undefined) => (value ? JSON.stringify(value) : null);
  const { data, before: was = null, after: is = null } = activity;
  await db
    .with('old', (inner) =>
      inner
        .deleteFrom('activities')
        .where((eb) =>
          eb.or([
            eb('date', '<', before(ACTIVITIES_KEPT)),
            eb.and([eb('kind', '=', 'sync'), eb('date', '<', before(SYNCS_KEPT))]),
          ]),
        ),
    )
    .insertInto('activities')
    .values({ ...activity, date: now, data: JSON.stringify(data), before: json(was), after: json(is) })
    .execute();
}

export interface Synchronized {
  readonly connectionId: number;
  readonly jobId: number;
  readonly succeeded: boolean;
  /** What the job says. */
  readonly message: string;
}

/** Nothing when the connection is gone. */
export async function recordSync(db: Kysely<Tables>, sync: Synchronized, now: Date): Promise<void> {
  const { connectionId, jobId, succeeded, message } = sync;
  const about = await placesOf(db)
    .innerJoin('connections', 'connections.project_id', 'projects.id')
    .select('connections.alias')
    .where('connections.id', '=', connectionId)
    .executeTakeFirst();
  if (about === undefined) return;
  const { alias, ...place } = about;
  const [name, did] = succeeded ? ['Synchronized', 'Synchronized'] : ['FailedToSynchronize', 'Failed to synchronize'];
  const text = `${did} connection ${alias} of project ${place.project_desc}: ${message}`;
  const data = { id: connectionId, job: jobId };
  const activity: NewActivity = {
    ...place,
    name: `${name}ConnectionActivity`,
    actor_id: null,
    text,
    kind: 'sync',
    data,
  };
  await recordActivity(db, activity, now);
}

export const ACTIVITY_FIELDS: Fields = {
  id: { kind: 'number', columns: ['activities.id'] },
  name: { kind: 'text', columns: ['activities.name'] },
  text: { kind: 'text', columns: ['activities.text'], searched: true },
  actor: { kind: 'number', columns: ['activities.actor_id'] },
  user: { kind: 'number', columns: ['activities.user_id'] },
  date: { kind: 'time', columns: ['activities.date'] },
  project: { kind: 'number', columns: ['activities.project_id'] },
  project_desc: { kind: 'text', columns: ['activities.project_desc'] },
  application: { kind: 'number', columns: ['activities.application_id'] },
  application_desc: { kind: 'text', columns: ['activities.application_desc'] },
  business_unit: { kind: 'number', columns: ['activities.business_unit_id'] },
  business_unit_desc: { kind: 'text', columns: ['activities.business_unit_desc'] },
};

/** Which activities there are for the asker. */
export type ActivityScope =
  | { readonly of: 'everything' }
  /** Done by or to this user. */
  | { readonly of: 'user'; readonly userId: number }
  /** Also those of the user's projects; of all projects, gone ones too, with `allProjects`. */
  | { readonly of: 'projects'; readonly userId: number; readonly allProjects: boolean };

/** The newest first. `filter`: look-ups of `ACTIVITY_FIELDS`, and `date_from`, `date_to`. */
export const listActivities = (
  db: Kysely<Tables>,
  scope: ActivityScope,
  filter: Given,
  slice: Slice | null,
): Promise<Found<Activity>> => listed(newestFirst(within(db, scope), ACTIVITY_FIELDS, filter), slice);

/** Not for all to filter by: an address is personal. */
export const AUDIT_FIELDS: Fields = {
  ...ACTIVITY_FIELDS,
  address: { kind: 'text', columns: ['activities.address'] },
  object_type: { kind: 'text', columns: ['activities.object_type'] },
  object_id: { kind: 'text', columns: ['activities.object_id'] },
};

/** What people did or tried. The newest first. `filter`: look-ups of `AUDIT_FIELDS`, and `date_from`, `date_to`. */
export function listAudit(db: Kysely<Tables>, filter: Given, slice: Slice | null): Promise<Found<Activity>> {
  const done = db.selectFrom('activities').selectAll('activities').where('kind', '<>', 'sync');
  return listed(newestFirst(done, AUDIT_FIELDS, filter), slice);
}

function newestFirst<Row>(query: SelectQueryBuilder<Tables, 'activities', Row>, fields: Fields, filter: Given) {
  const { date_from, date_to, ...rest } = filter;
  const given = { ...rest, ...renamed('date__gte', date_from), ...renamed('date__lte', date_to) };
  return asAsked(query, fields, given).orderBy('activities.id', 'desc');
}

const renamed = (key: string, value: unknown) => (value === undefined ? {} : { [key]: value });

function within(db: Kysely<Tables>, scope: ActivityScope) {
  const all = db.selectFrom('activities').selectAll('activities');
  if (scope.of === 'everything') return all;
  const { userId } = scope;
  const own = sql<boolean>`(actor_id is not distinct from ${userId}::integer or user_id is not distinct from ${userId}::integer)`;
  if (scope.of === 'user') return all.where(own);
  const { allProjects } = scope;
  return all.where((eb) =>
    eb.or([own, allProjects ? eb('project_id', 'is not', null) : eb('project_id', 'in', projectsOf(db, userId))]),
  );
}
