/** Plays one history and has it judged. The same history gives the same trace, byte for byte. */
import type { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import type { WireResponse } from '../../src/http/wire.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Stage } from '../systems/stage.ts';
import { empty } from './database.ts';
import { Journal } from './journal.ts';
import {
  labelsMerged,
  leftAlone,
  linesSurvive,
  noDuplicates,
  noEcho,
  nothingLost,
  quiet,
  secretKept,
  statusesAgree,
  talkCrossed,
} from './oracle.ts';
import { titlesKept, type TitleMemory } from './titles.ts';
import { calledAtFirst, pairsOf, Violation, type Sight } from './sight.ts';
import { deed, edit, isDeed } from './deeds.ts';
import { loseScope } from './people.ts';
import { decisionsKept, rivalsJudged } from './rivalry.ts';
import type { DuelStep, History, RunStep, Step } from './steps.ts';
import { Window } from './window.ts';
import { CALM, SimWorld, type Ended } from './world.ts';

export interface Played {
  readonly trace: readonly string[];
  /** Null: every claim held. */
  readonly violation: Error | null;
  readonly crashes: number;
  readonly checks: number;
}

const MINUTE = 60_000;

class Play {
  readonly world: SimWorld;
  readonly journal: Journal;
  titles: ReadonlyMap<string, TitleMemory> = new Map();
  /** Issues that were linked when everything was last checked. */
  linked: ReadonlySet<string> = new Set();
  backup: string | null = null;
  checks = 0;

  constructor(world: SimWorld) {
    this.world = world;
    this.journal = new Journal((line) => void world.trace.push(line));
  }

  async step(step: Step): Promise<void> {
    const { world, journal } = this;
    world.trace.push(JSON.stringify(step));
    if (isDeed(step)) return deed(world, journal, step);
    switch (step.do) {
      case 'wait':
        return void (world.time += step.minutes * MINUTE);
      case 'run':
        return this.run(step);
      case 'duel':
        return this.duel(step);
      case 'mass':
        return this.mass();
      case 'back up':
        return void (this.backup = await world.backUp());
      case 'restore':
        return this.restore();
      case 'settle':
        return this.settle();
    }
  }

  async run({ faults, crashAt, amid, how }: RunStep): Promise<void> {
    const { world, journal } = this;
    const window = new Window();
    const after = async (n: number, answer: WireResponse): Promise<void> => {
      window.answered(answer);
      if (amid?.request === n) window.open(await edit(world, journal, amid.edit));
    };
    await world.run(how, { faults, crashAt, after });
    const lost = window.lost(world.tracker.issues());
    if (lost !== null && world.stage.revisions !== true) journal.unprotected(lost);
  }

  /** The first worker holds its request back until the second has ended its job. */
  async duel({ request, stalledFor }: DuelStep): Promise<void> {
    const { world } = this;
    let stalled: () => void = () => undefined;
    let release: () => void = () => undefined;
    const isStalled = new Promise<'stalled'>((resolve) => (stalled = () => resolve('stalled')));
    const released = new Promise<void>((resolve) => (release = resolve));
    const before = async (n: number): Promise<void> => {
      if (n !== request) return;
      stalled();
      await released;
    };
    await world.askForSync();
    const first = world.work(null, { ...CALM, before });
    if ((await Promise.race([first, isStalled])) === 'stalled') {
      world.time += stalledFor;
      await world.work(null, CALM);
      const left = await world.backUp();
      release();
      await first;
      if ((await world.backUp()) !== left) throw new Violation('fencing: a worker that had lost its job wrote on');
    }
    await first;
  }

  async mass(): Promise<void> {
    const { world } = this;
    const linked = (await this.links()).filter(({ issue_id }) => issue_id !== null).length;
    const lost = await loseScope(world, this.journal);
    if (linked < 10 || lost <= linked * 0.3) return;
    const runs = await world.run('sync', CALM);
    const closed = runs.flatMap(({ outcomes }) =>
      outcomes.filter(({ do: what, result }) => what === 'close' && result === 'done'),
    );
    if (closed.length > linked * 0.3)
      throw new Violation(`brakes: ${closed.length} of ${linked} issues were closed unasked`);
  }

  async restore(): Promise<void> {
    if (this.backup === null) return;
    // A create may still be on its way: the manual says to wait a minute.
    this.world.time += 2 * MINUTE;
    await this.world.restore(this.backup);
    this.journal.restored = true;
    this.journal.isRestored = true;
    this.journal.left.clear();
  }

  async settle(): Promise<void> {
    const { world } = this;
    // Longer than any pause that a tracker asked for.
    world.time += 75 * MINUTE;
    const first = await world.run('sync', CALM);
    if (first.some(({ counts }) => counts.held > 0)) await world.run('plan and apply', CALM);
    world.time += 2 * MINUTE;
    const second = await world.run('sync', CALM);
    if (second.some(({ counts }) => counts.held > 0)) await world.run('plan and apply', CALM);
    world.time += 11 * MINUTE;
    await world.run('sync', CALM);
    const quietRuns = [...(await world.run('sync', CALM)), ...(await world.run('sync', CALM))];
    for (const run of quietRuns) quiet(run);
    const last = quietRuns.at(-1);
    if (last === undefined) throw new Violation('convergence: the job of a quiet world was not run');
    await this.judge(last);
    const links = await this.links();
    this.journal.checked(links.filter(({ conflicts }) => conflicts.includes('status')));
  }

  async judge(last: Ended): Promise<void> {
    const { world, journal } = this;
    this.checks += 1;
    const sight = await this.look(last);
    nothingLost(sight);
    leftAlone(sight, journal);
    linesSurvive(sight.issues, journal);
    rivalsJudged(sight, journal, this.linked);
    decisionsKept(sight, journal);
    statusesAgree(sight, journal, this.linked);
    this.titles = titlesKept(sight, journal, this.titles);
    talkCrossed(sight);
    noEcho(sight, journal);
    labelsMerged(sight, journal);
    this.linked = new Set(pairsOf(sight).map(({ issue }) => issue.id));
    for (const value of Object.values(world.tracker.params))
      if (value instanceof Secret) secretKept(await world.backUp(), world.log, value.reveal());
  }

  links = async () => {
    const { db, tracker } = this.world;
    const live = db
      .selectFrom('links')
      .select(['task_id', 'issue_id', 'marker', 'conflicts', 'closed_by_us'])
      .where('retired_at', 'is', null);
    return calledAtFirst(await live.execute(), tracker.issues());
  };

  async look(last: Ended): Promise<Sight> {
    const { db, stage, frame, tracker } = this.world;
    const issues = tracker.issues();
    const { rows: events } = await sql<{ task_id: string; text: string }>`
      select task_id, string_agg(data::text, ' ') as text from item_events group by task_id`.execute(db);
    return {
      policy: frame.policy,
      skew: frame.skew,
      meanings: stage.statuses,
      tasks: await db.selectFrom('tasks').selectAll().orderBy('id').execute(),
      links: await this.links(),
      past: calledAtFirst(await db.selectFrom('links').select(['task_id', 'issue_id']).execute(), issues),
      issues,
      history: Object.fromEntries(events.map((row) => [row.task_id, row.text])),
      last,
      comments: frame.comments && stage.system.can.comments,
      notes: await db.selectFrom('notes').select(['task_id', 'text', 'automatic']).execute(),
    };
  }
}

export async function play(stage: Stage, { frame, steps }: History, pglite: PGlite): Promise<Played> {
  await empty(pglite);
  const world = new SimWorld(stage, frame, pglite);
  const playing = new Play(world);
  let violation: Error | null = null;
  try {
    await world.begin();
    for (const step of steps) {
      await playing.step(step);
      noDuplicates(world.tracker.issues(), playing.journal);
      const [fault] = world.faults;
      if (fault !== undefined) throw fault;
    }
  } catch (error) {
    violation = error instanceof Error ? error : new Error(String(error));
  }
  return { trace: world.trace, violation, crashes: world.crashes, checks: playing.checks };
}
