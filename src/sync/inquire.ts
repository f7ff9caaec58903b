/** Two questions that are asked only when a first draft of the plan shows that the answer matters. */
import { DAY, MINUTE } from '../model/instant.ts';
import type { Instant } from '../model/instant.ts';
import type { IssueField } from '../model/issue.ts';
import { fingerprint } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import type { Progress } from '../model/sides.ts';
import type { Tracker } from '../model/tracker.ts';
import type { SyncContext, Tally } from './context.ts';
import { mappingsOf, type Setting } from './fields.ts';
import { makePlan } from './plan.ts';
import type { World } from './world.ts';

const PUBLIC_FOR = 10 * MINUTE;

interface Inquiry {
  readonly context: SyncContext;
  readonly tracker: Tracker;
  readonly world: World;
  readonly progress: Progress;
  readonly tally: Tally;
}

interface Inquired {
  readonly world: World;
  readonly setting: Setting;
  readonly plan: Plan;
  readonly tracker: Tracker;
  readonly progress: Progress;
}

export async function inquire(inquiry: Inquiry): Promise<Inquired> {
  const { context, tracker } = inquiry;
  const before = settingOf(context, inquiry.world, tracker);
  const draft = makePlan(inquiry.world, before);
  const writes = draft.actions.some(({ cost }) => cost > 0);
  const progress = writes || isHeldBack(inquiry) ? await askPublic(inquiry) : inquiry.progress;
  const times = context.options.policy === 'timestamp' ? await askTimes(inquiry, draft) : {};
  const isPublic = progress.isPublic ?? false;
  const isNew = isPublic !== inquiry.world.isPublic || Object.keys(times).length > 0;
  if (!isNew) return { world: inquiry.world, setting: before, plan: draft, tracker, progress };
  const world = { ...inquiry.world, times, isPublic };
  const setting = settingOf(context, world, tracker);
  return { world, setting, plan: makePlan(world, setting), tracker, progress };
}

/** What the plan needs beside the world, for this world. */
function settingOf(context: SyncContext, world: World, tracker: Tracker): Setting {
  const { options, can } = context;
  return {
    options,
    surroundings: world.surroundings,
    statuses: world.statuses,
    titlesOnly: world.isPublic && !options.allowPublicBodies,
    normalize: (fields) => tracker.normalize(fields),
    mappings: mappingsOf({ options, surroundings: world.surroundings }),
    metadata: fingerprint(world.metadata),
    can,
    assignable: world.metadata.people,
    people: world.people,
    now: context.now(),
    rules: world.rules,
    tolerance: can.timeResolution + Math.abs(context.skew?.() ?? 0),
  };
}

/** What is kept from a public project waits for it to become private: once a day somebody looks. */
const isHeldBack = ({ context, progress: { isPublic, publicCheckedAt } }: Inquiry): boolean =>
  isPublic === true && context.now() - (publicCheckedAt ?? 0) >= DAY;

/** Before text leaves: one anonymous request tells whether everybody could read it. The answer holds ten minutes. */
async function askPublic({ context, tracker, progress, tally }: Inquiry): Promise<Progress> {
  const { now, memory } = context;
  if (progress.isPublic !== null && progress.publicCheckedAt !== null && now() - progress.publicCheckedAt < PUBLIC_FOR)
    return progress;
  tally.checks += 1;
  const answer = { isPublic: await tracker.isPublic(), publicCheckedAt: now() };
  await memory.observed({ issues: [], progress: answer }, []);
  return { ...progress, ...answer };
}

type Times = Record<string, Partial<Record<IssueField, Instant | null>>>;

/** The policy "timestamp" needs to know when conflicting fields changed: only theirs, and only where the tracker can tell. */
async function askTimes({ context, tracker, tally }: Inquiry, draft: Plan): Promise<Times> {
  if (!context.can.fieldTimes) return {};
  const times: Times = {};
  for (const [field, ids] of conflictsOf(draft)) {
    tally.fieldTimes += ids.length;
    for (const [id, at] of Object.entries(await tracker.fieldTimes(ids, field)))
      times[id] = { ...times[id], [field]: at };
  }
  return times;
}

function conflictsOf({ actions }: Plan): ReadonlyMap<IssueField, string[]> {
  const ids = new Map<IssueField, string[]>();
  for (const action of actions) {
    if (!('decisions' in action) || action.issueId === null) continue;
    for (const { field, verdict } of action.decisions) {
      if (verdict === 'conflict') ids.set(field, [...(ids.get(field) ?? []), action.issueId]);
    }
  }
  return ids;
}
