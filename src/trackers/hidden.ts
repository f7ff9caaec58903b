import type { TrackerResponse } from '../model/transport.ts';

/**
 * The tracker itself says that something is not there, or hidden from us. A web page with the same status is somebody's who
 * stands in front of it: it proves nothing, and what is not there may be created anew.
 */
export const isHidden = ({ status, body }: Pick<TrackerResponse, 'status' | 'body'>): boolean =>
  (status === 404 || status === 403) && typeof body === 'object' && body !== null;
