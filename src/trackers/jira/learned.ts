/** What one run has found out about the workflow, so that nothing is asked twice. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { View } from './native.ts';
import { readWorkflow } from './read-workflow.ts';
import { orRefusal } from './refusal.ts';
import type { TransitionRow } from './rows.ts';
import { fillable, screenValues } from './screen.ts';
import { distanceBetween, type Step, type StepsFrom } from './workflow.ts';

type Offer = readonly TransitionRow[] | null;

export class Learned {
  #offers = new Map<string, { readonly issueId: string; readonly rows: Promise<Offer> }>();
  #settled = new Map<string, readonly TransitionRow[]>();
  #workflow: Promise<StepsFrom | null> | null = null;
  /** The status that new issues have; null until one was seen. */
  initial: string | null = null;
  /** New issues are what was asked for: the first of this run were read back and compared. */
  exact = false;

  #lesson: Promise<unknown> | null = null;

  /** The first create of a run teaches what the others may trust, so these wait for it. */
  async afterFirst<T>(create: () => Promise<T>): Promise<T> {
    if (this.#lesson !== null) {
      await this.#lesson;
      return create();
    }
    const first = create();
    this.#lesson = first.catch(() => undefined);
    return first;
  }

  /** What an issue in this status is offered; the first to come asks. */
  async offered(status: string, issueId: string, ask: () => Promise<Offer>): Promise<Offer> {
    const offer = this.#offers.get(status) ?? { issueId, rows: ask() };
    this.#offers.set(status, offer);
    const rows = await offer.rows.catch((error: unknown) => {
      this.forget(status);
      throw error;
    });
    if (rows === null) this.forget(status);
    else this.#settled.set(status, rows);
    return rows;
  }

  /** Which issue was asked what it is offered in this status. */
  askedBy(status: string): string | undefined {
    return this.#offers.get(status)?.issueId;
  }

  /** The steps whose screens we can fill in, those first that lead nearer to this status. */
  stepsTowards(target: string, view: View): StepsFrom {
    const category = view.native.statuses.find(({ name }) => name === target)?.category ?? '';
    return (status) =>
      this.#settled
        .get(status)
        ?.filter((row) => row.to.name === target || fillable(row, view))
        .map((row): Step => ({
          id: row.id,
          name: row.name,
          to: row.to.name,
          distance: distanceBetween(row.to.statusCategory?.key ?? '', category),
        }));
  }

  /** The one step by which a new issue gets to this status, if it takes no more than that; its screen must ask for nothing. */
  firstStep(target: string, view: View): string | null {
    const rows = this.initial === null ? [] : (this.#settled.get(this.initial) ?? []);
    const row = rows.find(({ to }) => to.name === target);
    const values = row === undefined ? null : orRefusal(() => screenValues(row, view));
    const isPlain = values !== null && !(values instanceof TrackerError) && Object.keys(values).length === 0;
    return row !== undefined && isPlain ? row.id : null;
  }

  workflow(view: View): Promise<StepsFrom | null> {
    return (this.#workflow ??= readWorkflow(view));
  }

  /** It turned out otherwise, for one issue at least: ask again. */
  forget(status: string): void {
    this.#offers.delete(status);
    this.#settled.delete(status);
  }
}
