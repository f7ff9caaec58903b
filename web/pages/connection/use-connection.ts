/** The connection that a page is about, once the frame around it has read it. */
import { createContext, use } from 'react';
import type { Connection } from '../../api/connections.ts';
import { common } from '../../texts/common.ts';

export const ConnectionContext = createContext<Connection | null>(null);

interface Known {
  readonly connection: Connection;
  /** Why the reader may not do the operation in its project; null: they may. */
  readonly barred: (operation: string) => string | null;
}

export function useConnection(): Known {
  const connection = use(ConnectionContext);
  if (connection === null) throw new Error('This page needs the frame of a connection around it.');
  const barred = (operation: string): string | null =>
    connection.operations?.includes(operation) === true ? null : common.notAllowed;
  return { connection, barred };
}
