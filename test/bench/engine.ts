/** The pure part of a run, without any effect: how its time and its memory grow with the number of links. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Issue } from '../../src/model/issue.ts';
import { fingerprint } from '../../src/model/json.ts';
import type { Link } from '../../src/model/link.ts';
import type { ParamValues } from '../../src/model/params.ts';
import type { Create } from '../../src/model/plan.ts';
import type { System } from '../../src/model/tracker.ts';
import { mappingsOf, takenOf, type Setting } from '../../src/sync/fields.ts';
import { verdictOf, type Meeting } from '../../src/sync/merge.ts';
import { makePlan } from '../../src/sync/plan.ts';
import { PEOPLE, STATUSES } from '../../src/sync/testing/bench-world.ts';
import { EVERY_TASK, numbered } from '../../src/sync/testing/scene.ts';
import type { World } from '../../src/sync/world.ts';
import { redmine } from '../systems/redmine.ts';
import { atMost, median, rounded, told, type Row } from './report.ts';

const SMALL = 10_000;
const LARGE = 100_000;
const ROUNDS = 5;
/** Ten times the links, and something for a heap that is ten times as large. */
const MOST = 11;

export async function engine(): Promise<readonly Row[]> {
  const setting = settingOf(redmine.system);
  const [small, large] = [grow(SMALL, setting), grow(LARGE, setting)];
  const cases: readonly [what: string, change: (world: World) => World][] = [
    ['unchanged', (world) => world],
    ['a quarter edited', editQuarter],
  ];
  const rows = cases.map(([what, change]) => compare(what, [change(small.world), change(large.world)], setting));
  return [...rows, memoryRow(small), memoryRow(large), mergeRow()];
}

const SURROUNDINGS = { projectId: 1, businessUnit: 'B', application: 'A', project: 'P', attributes: {} };

function settingOf(system: System): Setting {
  const { params } = redmine.serve({ clock: () => 0, random: () => 0.5, indexLag: 0 });
  const values: ParamValues = { ...EVERY_TASK, ...params };
  const options = system.options(values);
  const send = (): never => {
    throw new Error('a plan sends nothing');
  };
  const { normalize } = system.connect({ params: values, send, metadata: null, now: () => 0 });
  return {
    options,
    surroundings: SURROUNDINGS,
    statuses: STATUSES,
    titlesOnly: false,
    normalize,
    mappings: mappingsOf({ options, surroundings: SURROUNDINGS }),
    metadata: fingerprint(METADATA),
    can: system.can,
    assignable: [],
    people: PEOPLE,
    now: 0,
    rules: {},
    tolerance: system.can.timeResolution,
  };
}

const METADATA: World['metadata'] = {
  statuses: [],
  priorities: [],
  custom: [],
  home: '1',
  people: [],
  projectName: 'demo',
  native: {},
};

interface Grown {
  readonly size: number;
  readonly world: World;
  /** Of the world and of a plan for it. */
  readonly worldBytes: number;
  readonly planBytes: number;
}

/** A world in which everything was created and nothing has changed since. */
function grow(size: number, setting: Setting): Grown {
  const before = heap();
  const world = linked(emptyWorld(size), setting);
  const between = heap();
  const plan = makePlan(world, setting);
  const after = heap();
  if (plan.actions.some((action) => action.do !== 'skip')) throw new Error('the world was to be quiet');
  return { size, world, worldBytes: between - before, planBytes: after - between };
}

function emptyWorld(size: number): World {
  const tasks = numbered(size);
  return {
    surroundings: SURROUNDINGS,
    statuses: STATUSES,
    tasks,
    people: PEOPLE,
    links: [],
    markers: Object.fromEntries(tasks.map(({ id }) => [id, { marker: `ls-${id}`, generation: 0 }])),
    found: {},
    missing: {},
    detached: [],
    owners: {},
    times: {},
    talk: {},
    isPublic: false,
    metadata: METADATA,
    retargeted: null,
    wishes: {},
    rules: {},
  };
}

function linked(world: World, setting: Setting): World {
  const creates = makePlan(world, setting).actions.filter((action) => action.do === 'create');
  return { ...world, markers: {}, links: creates.map(linkOf) };
}

function linkOf({ taskId, marker, generation, fields, base }: Create, at: number): Link {
  const id = String(at + 1);
  const issue: Issue = {
    id,
    key: `#${id}`,
    url: `https://redmine.example/issues/${id}`,
    project: METADATA.home,
    updatedAt: 0,
    marker,
    description: fields.body ?? '',
    fields,
  };
  const settled = { closedByUs: false, refusal: null, pending: null, conflicts: [], since: 0 };
  return { taskId, marker, generation, issueId: id, issue, base: takenOf(base, issue), ...settled };
}

const editQuarter = (world: World): World => ({
  ...world,
  tasks: world.tasks.map((task, at) => (at % 4 === 0 ? { ...task, title: `${task.title}, in other words` } : task)),
});

/** By turns, so that whatever else the machine does meets both. */
function compare(what: string, [small, large]: readonly [World, World], setting: Setting): Row {
  const times = Array.from({ length: ROUNDS }, () => [timed(small, setting), timed(large, setting)] as const);
  const [ofSmall, ofLarge] = [median(times.map(([one]) => one)), median(times.map(([, other]) => other))];
  return atMost(MOST, 'ratio', {
    case: `plan for ${LARGE} links beside ${SMALL}, ${what}`,
    ratio: rounded(median(times.map(([one, other]) => other / one))),
    [`ms for ${SMALL}`]: rounded(ofSmall, 0),
    [`ms for ${LARGE}`]: rounded(ofLarge, 0),
    'µs per field': rounded((ofLarge * 1_000) / LARGE / MANAGED),
  });
}

/** Title, body, priority, status. */
const MANAGED = 4;

function timed(world: World, setting: Setting): number {
  heap();
  const begun = performance.now();
  makePlan(world, setting);
  return performance.now() - begun;
}

const memoryRow = ({ size, worldBytes, planBytes }: Grown): Row =>
  told({
    case: `memory for ${size} links`,
    'bytes per link': Math.round(worldBytes / size),
    'bytes per action': Math.round(planBytes / size),
  });

/** One field that changed on one side. */
const MEETING: Meeting = {
  flow: 'two-way',
  base: { task: 'TS2', issue: 'New', mapping: 'm' },
  now: { task: 'TS2', issue: 'Closed', mapping: 'm' },
  agrees: false,
  baseHolds: true,
};

function mergeRow(): Row {
  const times = 1_000_000;
  const begun = performance.now();
  for (let n = 0; n < times; n += 1)
    if (verdictOf(MEETING) !== 'to task') throw new Error('the merge says something else');
  return told({
    case: 'merge of one field',
    'µs per field': rounded(((performance.now() - begun) * 1_000) / times, 3),
  });
}

/** Bytes in use after everything that nobody needs was thrown away. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
