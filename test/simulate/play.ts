/** Plays one history and has it judged. The same history gives the same trace, byte for byte. */
import type { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import type { WireResponse } from '../../src/http/wire.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Stage } from '../systems/stage.ts';
import { empty } from './database.ts';
import { Caller } from './hints.ts';
import { Journal } from './journal.ts';
import {
  labelsMerged,
  fewRequests,
  leftAlone,
  limitsObeyed,
  linesSurvive,
  lostScopeClosed,
  noDuplicates,
  noEcho,
  nothingLost,
  onlyOneIssue,
  quiet,
  secretKept,
  statusesAgree,
  talkCrossed,
  textsArrived,
} from './oracle.ts';
import { titlesKept, type TitleMemory } from './titles.ts';
import { calledAtFirst, pairsOf, Violation, type Sight } from './sight.ts';
import { confidentialKept, reign, retryAll } from './administrators.ts';
import { duel } from './duel.ts';
import { deed, edit, isDeed } from './deeds.ts';
import { loseScope } from './people.ts';
import { decisionsKept, rivalsJudged } from './rivalry.ts';
import type { History, RunStep, Step } from './steps.ts';
import { Window } from './window.ts';
import { CALM, SimWorld, type Ended } from './world.ts';

export interface Played {
  readonly trace: readonly string[];
  /** Null: every claim held. */
  readonly violation: Error | null;
  readonly crashes: number;
  /** What went wrong, by kind. */
  readonly met: readonly string[];
  readonly checks: number;
}

const MINUTE = 60_000;

class Play {
  readonly world: SimWorld;
  readonly journal: Journal;
  readonly caller: Caller;
  titles: ReadonlyMap<string, TitleMemory> = new Map();
  /** Issues that were linked when everything was last checked. */
  linked: ReadonlySet<string> = new Set();
  backup: string | null = null;
  checks = 0;
  /** How far our clock was off at most. */
  mostShift = 0;
  /** More than one process at a time sent requests: each knows its own only. */
  isCrowded = false;

  constructor(world: SimWorld) {
    this.world = world;
    this.caller = new Caller(world);
    this.journal = new Journal((line) => void world.trace.push(line));
  }

  async step(step: Step): Promise<void> {
    const { world } = this;
    world.trace.push(JSON.stringify(step));
    if (isDeed(step)) return this.deed(step);
    switch (step.do) {
      case 'wait':
        return void (world.time += step.minutes * MINUTE);
      case 'run':
        return this.run(step);
      case 'duel':
        this.isCrowded = true;
        return duel(world, this.journal, step);
      case 'set clock':
        return this.setClock(step.minutes);
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

  setClock(minutes: number): void {
    this.world.shift += minutes * MINUTE;
    this.mostShift = Math.max(this.mostShift, Math.abs(this.world.shift));
  }

  async deed(step: Parameters<typeof deed>[2]): Promise<void> {
    await deed(this.world, this.journal, step);
    if (step.do === 'issue' || step.do === 'rivals') await this.caller.edited();
  }

  async run({ faults, crashAt, fullAt, amid, how, between }: RunStep): Promise<void> {
    const { world, journal } = this;
    const window = new Window();
    const after = async (n: number, answer: WireResponse): Promise<void> => {
      window.answered(answer);
      if (amid?.request !== n) return;
      window.open(await edit(world, journal, amid.edit));
      if (amid.edit.do === 'issue') await this.caller.amid();
    };
    const meanwhile = async (): Promise<void> => void (between && (await edit(world, journal, between)));
    await world.run(how, { faults, crashAt, fullAt, after, between: meanwhile });
    const lost = window.lost(world.tracker.issues());
    if (lost !== null && world.stage.revisions !== true) journal.unprotected(lost);
    await this.caller.afterRun();
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
    const { world, journal } = this;
    // Longer than any pause that a tracker asked for.
    world.time += 75 * MINUTE;
    if (journal.confidential.size > 0) await world.run('sync', CALM);
    confidentialKept(world.tracker.issues(), journal);
    // Whether a project is public any more is asked once a day, and what was moved may be noticed then only.
    world.time += (journal.publicFrom === null && !journal.isMoved ? 11 : 1_500) * MINUTE;
    reign(world, journal);
    const first = await world.run('sync', CALM);
    if (first.some(({ counts }) => counts.held > 0)) await world.run('plan and apply', CALM);
    world.time += 2 * MINUTE;
    await retryAll(world);
    const second = await world.run('sync', CALM);
    if (second.some(({ counts }) => counts.held > 0)) await world.run('plan and apply', CALM);
    world.time += 11 * MINUTE;
    const third = await world.run('sync', CALM);
    const before = world.sent;
    const quietRuns = await world.run('sync', CALM);
    const sent = world.sent - before;
    for (const run of [...third, ...(await this.caller.echo()), ...quietRuns]) quiet(run);
    const last = quietRuns.at(-1);
    if (last === undefined) throw new Violation('convergence: the job of a quiet world was not run');
    await this.judge(last, sent);
    const links = await this.links();
    this.journal.checked(links.filter(({ conflicts }) => conflicts.includes('status')));
  }

  /** `sent`: requests of one quiet run, as the tracker counts them. */
  async judge(last: Ended, sent: number): Promise<void> {
    const { world, journal } = this;
    this.checks += 1;
    const sight = await this.look(last);
    nothingLost(sight);
    onlyOneIssue(sight, journal);
    lostScopeClosed(sight);
    fewRequests(sight, journal, sent);
    leftAlone(sight, journal);
    linesSurvive(sight.issues, journal);
    rivalsJudged(sight, journal, this.linked);
    decisionsKept(sight, journal);
    statusesAgree(sight, journal, this.linked);
    this.titles = titlesKept(sight, journal, this.titles);
    talkCrossed(sight);
    noEcho(sight, journal);
    labelsMerged(sight, journal);
    textsArrived(sight, journal);
    // Whoever has died, or works beside another, does not know all that was sent.
    if (world.crashes === 0 && !this.isCrowded) limitsObeyed(world.tracker.violations?.() ?? 0);
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
      skew: Math.abs(frame.skew) + this.mostShift,
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
    await playing.caller.begin();
    for (const step of steps) {
      await playing.step(step);
      noDuplicates(world.tracker.issues(), playing.journal);
      const [fault] = world.faults;
      if (fault !== undefined) throw fault;
    }
  } catch (error) {
    violation = error instanceof Error ? error : new Error(String(error));
  }
  return { trace: world.trace, violation, crashes: world.crashes, met: world.met, checks: playing.checks };
}
