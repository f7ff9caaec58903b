/** What one run has found out about the workflow, so that nothing is asked twice. */
import type { View } from './native.ts';
import { readWorkflow } from './read-workflow.ts';
import type { TransitionRow } from './rows.ts';
import { fillable } from './screen.ts';
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

  workflow(view: View): Promise<StepsFrom | null> {
    return (this.#workflow ??= readWorkflow(view));
  }

  /** It turned out otherwise, for one issue at least: ask again. */
  forget(status: string): void {
    this.#offers.delete(status);
    this.#settled.delete(status);
  }
}
