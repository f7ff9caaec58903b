/** What the person who is logged in may do. */
import { useQuery } from '@tanstack/react-query';
import { project } from '../api/projects.ts';
import { session } from '../api/session.ts';
import { common } from '../texts/common.ts';

/** By the names of the API's operations. In a single project a person may be allowed more. */
export function useMay(): (operation: string) => boolean {
  const { data } = useQuery(session);
  return (operation) => data?.operations.includes(operation) ?? false;
}

/** Why something cannot be done in this project now; null: it can. */
export function useWhyNot(projectId: number): (operation: string) => string | null {
  const { data } = useQuery(project(projectId));
  return (operation) => {
    if (data?.operations?.includes(operation) ?? true) return null;
    return data?.locked === true ? common.lockedOrNotAllowed : common.notAllowed;
  };
}
