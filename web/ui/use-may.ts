/** What the person who is logged in may do. */
import { useQuery } from '@tanstack/react-query';
import { session } from '../api/session.ts';

/** By the names of the API's operations. In a single project a person may be allowed more. */
export function useMay(): (operation: string) => boolean {
  const { data } = useQuery(session);
  return (operation) => data?.operations.includes(operation) ?? false;
}
