/** A moment: milliseconds since 1970-01-01 UTC. The engine never sees a time zone; edges parse and print ISO 8601. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
