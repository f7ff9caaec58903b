/**
 * The moment between our last look at an issue and our write of it. A tracker without revisions cannot protect what people
 * write right then, and our pages say so; whatever we were shown before we wrote must stay.
 */
import type { WireResponse } from '../../src/http/wire.ts';
import type { Seen } from '../systems/stage.ts';

/** What a person wrote into an issue while a run was under way. */
export interface Said {
  readonly issue: string;
  readonly text: string;
}

export class Window {
  /** What we were not shown yet. */
  #unseen: Said | null = null;

  open(said: Said | null): void {
    this.#unseen = said;
  }

  answered({ text }: WireResponse): void {
    if (this.#unseen !== null && text.includes(this.#unseen.text)) this.#unseen = null;
  }

  /** What we wrote over without having seen it, now that the run has ended. */
  lost(issues: readonly Seen[]): Said | null {
    const said = this.#unseen;
    const issue = issues.find(({ id }) => id === said?.issue);
    return said === null || issue === undefined || `${issue.title} ${issue.text}`.includes(said.text) ? null : said;
  }
}
