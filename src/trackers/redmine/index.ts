/** Redmine 4 and later, over its REST API. */
import type { System, Tracker } from '../../model/tracker.ts';
import { endpointOf, PARAMS, redmineOptions, targetOf } from './params.ts';

export const redmine: System = {
  id: 'redmine',
  shortName: 'Redmine',
  name: 'Redmine',
  params: PARAMS,
  can: {
    labels: false,
    comments: false,
    assignees: false,
    fieldTimes: true,
    createBatch: 1,
    readBackBatch: 100,
    pageSize: 100,
    lookupBatch: 350,
    metadataRequests: 3,
    timeResolution: 1_000,
  },
  endpoint: endpointOf,
  options: redmineOptions,
  target: targetOf,
  connect: (): Tracker => {
    throw new Error('not built yet');
  },
};
