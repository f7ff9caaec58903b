/** What writing needs. */
import type { Instant } from '../../model/instant.ts';
import type { Sleep } from './bulk-transition.ts';
import type { Learned } from './learned.ts';
import type { View } from './native.ts';

export interface Writer {
  readonly view: View;
  readonly learned: Learned;
  readonly now: () => Instant;
  readonly sleep: Sleep | undefined;
}
