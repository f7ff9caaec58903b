/** The tracker calls us when somebody edits an issue: once or more often, at once or late, and for what we wrote, too. */
import { enableHints, HINTS_APART, sweepHints, takeHint } from '../../src/store/hints.ts';
import { Chance } from './chance.ts';
import { CALM, type Ended, type SimWorld } from './world.ts';

export class Caller {
  readonly #world: SimWorld;
  /** Its own: whether the tracker calls changes nothing else in a history. */
  readonly #chance: Chance;
  #secret: string | null = null;

  constructor(world: SimWorld) {
    this.#world = world;
    this.#chance = new Chance(world.frame.seed + 2);
  }

  async begin(): Promise<void> {
    const { db, connectionId, frame } = this.#world;
    if (frame.hints) this.#secret = await enableHints(db, connectionId);
  }

  /** Somebody edited an issue. Some calls are lost; of the others some are followed at once, some at the next run. */
  async edited(): Promise<void> {
    const chance = this.#chance;
    if (!(await this.#call(chance.below(4)))) return;
    if (chance.may(0.5)) await this.#follow();
  }

  /** During a run: what it asks for is done after it. */
  async amid(): Promise<void> {
    await this.#call(this.#chance.below(3));
  }

  /** At times it calls at once for what a run has written. */
  async afterRun(): Promise<void> {
    if (this.#chance.may(0.3)) await this.echo();
  }

  /** It calls for what we wrote ourselves. Answers the runs that this caused. */
  async echo(): Promise<readonly Ended[]> {
    return (await this.#call(1)) ? this.#follow() : [];
  }

  async #call(times: number): Promise<boolean> {
    const { db, trace } = this.#world;
    if (this.#secret === null || times === 0) return false;
    trace.push(`  ${times} hints`);
    for (let n = 0; n < times; n += 1) await takeHint(db, this.#secret, this.#sweep());
    return true;
  }

  /** The worker looks when the hint is due, and where searches lag once more. */
  async #follow(): Promise<readonly Ended[]> {
    const { indexLag } = this.#world.stage.system.can;
    const runs = await this.#look(HINTS_APART);
    return indexLag === 0 ? runs : [...runs, ...(await this.#look(indexLag))];
  }

  async #look(after: number): Promise<readonly Ended[]> {
    const world = this.#world;
    world.time += after;
    await sweepHints(world.db, this.#sweep());
    return world.work(null, CALM);
  }

  #sweep = () => ({
    now: this.#world.now(),
    advanced: true,
    wake: async () => undefined,
    systems: [this.#world.stage.system],
  });
}
