/** `-priority` in an address: by which column, and which way round. */
import type { Order } from './sortable-table.tsx';

export const orderIn = (text: string): Order =>
  text.startsWith('-') ? { id: text.slice(1), down: true } : { id: text, down: false };

export const orderText = ({ id, down }: Order): string => `${down ? '-' : ''}${id ?? ''}`;
