import { TrackerError } from '../../model/tracker-error.ts';

/** What the work gives, or that it was refused for this one item. Everything else is thrown. */
export function orRefusal<T>(work: () => T): T | TrackerError {
  try {
    return work();
  } catch (error) {
    if (error instanceof TrackerError && error.kind === 'refused') return error;
    throw error;
  }
}
