/**
 * The moment between our last look at an issue and our write of it. A tracker without revisions cannot protect what people
 * write right then, and our pages say so; whatever we were shown before we wrote must stay.
 */
import type { WireRequest, WireResponse } from '../../src/http/wire.ts';
import type { Seen } from '../systems/stage.ts';

/** What a person wrote into an issue while a run was under way. */
export interface Said {
  readonly issue: string;
  readonly text: string;
}

export class Window {
  /** What we were not shown yet. */
  #unseen: Said | null = null;
  #wroteBlindly = false;

  open(said: Said | null): void {
    this.#unseen = said;
  }

  asked({ method, url }: WireRequest): void {
    const isAbout = new URL(url).pathname.split(/[/.]/).some((part) => part === this.#unseen?.issue);
    if (isAbout && method !== 'GET') this.#wroteBlindly = true;
  }

  answered({ text }: WireResponse): void {
    if (this.#unseen === null || !text.includes(this.#unseen.text)) return;
    this.#unseen = null;
    this.#wroteBlindly = false;
  }

  /** What is lost for that reason, now that the run has ended. */
  lost(issues: readonly Seen[]): Said | null {
    const said = this.#wroteBlindly ? this.#unseen : null;
    const issue = issues.find(({ id }) => id === said?.issue);
    return said === null || issue === undefined || `${issue.title} ${issue.text}`.includes(said.text) ? null : said;
  }
}
