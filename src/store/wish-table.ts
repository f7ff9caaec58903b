/** The rows of wishes. */
import type { JsonColumn } from './tables.ts';

export type WishKind = 'leave' | 'link' | 'take';

export interface WishesTable {
  connection_id: number;
  task_id: string;
  kind: WishKind;
  field: string;
  value: JsonColumn<unknown>;
  user_id: number | null;
  created: Date;
}
