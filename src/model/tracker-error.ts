/** Errors are named by what must happen next. */
import type { Instant } from './instant.ts';

/**
 * - `credentials`: a person must give other credentials; no further attempt until then
 * - `settings`: a person must change a parameter or something in the tracker
 * - `gone`: the issue is not there, or hidden
 * - `refused`: the tracker will not take this one item; others go on
 * - `moved`: somebody changed the item meanwhile; look again
 * - `busy`: the tracker asks to wait (`retryAt`)
 * - `down`: no usable answer; whether a write happened is not known
 */
export type ErrorKind = 'credentials' | 'settings' | 'gone' | 'refused' | 'moved' | 'busy' | 'down';

interface Consequence {
  /** The same request may be sent again later without a person. */
  readonly retry: boolean;
  /** The whole run stops, not only the item. */
  readonly stopsRun: boolean;
  readonly whoActs: 'administrator' | 'developer' | 'nobody';
}

/** The one table that says what each kind of error leads to. */
export const CONSEQUENCES: Readonly<Record<ErrorKind, Consequence>> = {
  credentials: { retry: false, stopsRun: true, whoActs: 'administrator' },
  settings: { retry: false, stopsRun: true, whoActs: 'administrator' },
  gone: { retry: false, stopsRun: false, whoActs: 'developer' },
  refused: { retry: false, stopsRun: false, whoActs: 'developer' },
  moved: { retry: true, stopsRun: false, whoActs: 'nobody' },
  busy: { retry: true, stopsRun: true, whoActs: 'nobody' },
  down: { retry: true, stopsRun: true, whoActs: 'nobody' },
};

interface Details {
  /** The parameter at fault (wire name, e.g. `issue_tracker_project`), set by the tracker's own folder. */
  readonly param?: string;
  /** When the tracker said we may come again. */
  readonly retryAt?: Instant;
}

/** The message says what is wrong and the remedy, and never contains a secret. */
export class TrackerError extends Error {
  readonly kind: ErrorKind;
  readonly param: string | null;
  readonly retryAt: Instant | null;

  constructor(kind: ErrorKind, message: string, details: Details = {}) {
    super(message);
    this.name = 'TrackerError';
    this.kind = kind;
    this.param = details.param ?? null;
    this.retryAt = details.retryAt ?? null;
  }
}
