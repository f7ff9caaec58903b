/** Redmine 5 and later, over its REST API. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { System, Tracker, TrackerContext } from '../../model/tracker.ts';
import type { TrackerResponse } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { getProjectAnonymously, PAGE } from './api.ts';
import { checkProject, checkServer, checkSettings } from './checks.ts';
import { normalized } from './convert.ts';
import { fetchNative, fromMetadata, toMetadata, viewOf, type Native, type View } from './native.ts';
import { endpointOf, PARAMS, redmineOptions, redmineSettings, targetOf } from './params.ts';
import { lookup, lookupFloor } from './look-up.ts';
import { listProjects } from './project.ts';
import { fieldTimes, pull, readByIds } from './read.ts';
import { create, update } from './write.ts';

export const redmine: System = {
  id: 'redmine',
  shortName: 'Redmine',
  name: 'Redmine',
  params: PARAMS,
  can: {
    labels: false,
    comments: false,
    commentBatch: 1,
    assignees: false,
    concurrency: 2,
    indexLag: 0,
    fieldTimes: true,
    createBatch: 1,
    readBackBatch: PAGE,
    pageSize: PAGE,
    metadataRequests: 3,
    timeResolution: 1_000,
    proofPages: 1,
  },
  endpoint: endpointOf,
  options: redmineOptions,
  target: targetOf,
  connect,
  projects: ({ send }) => listProjects(send),
};

function connect({ params, send, metadata }: TrackerContext): Tracker {
  const settings = redmineSettings(params);
  const { root } = endpointOf(params);
  let native: Native | null = metadata === null ? null : fromMetadata(metadata);
  const fetch = async (): Promise<Native> => (native = await fetchNative(send, settings));
  const view = async (): Promise<View> => viewOf(native ?? (await fetch()), settings, root);
  return {
    normalize: (fields) => normalized(fields, settings),
    metadata: async () => toMetadata(await fetch()),
    pull: async (request) => pull(send, await view(), request),
    lookup: async (markers) => lookup(send, await view(), markers),
    lookupFloor: (_asked, found) => lookupFloor(found),
    read: async (ids) => readByIds(send, await view(), ids),
    create: async (drafts) => atOnce(drafts, async (draft) => create(send, await view(), draft)),
    update: async (changes) => update(send, await view(), changes),
    comments: () => Promise.resolve({}),
    comment: () => Promise.reject(new TrackerError('settings', 'Comments of Redmine are not synchronized.')),
    isPublic: async () => isProject(await getProjectAnonymously(send, settings.project)),
    fieldTimes: (ids, field) => fieldTimes(send, ids, field),
    check: async (depth) => {
      if (depth === 'server') await checkServer(send, settings);
      else if (depth === 'project') await checkProject(send, settings);
      else await checkSettings(send, viewOf(await fetch(), settings, root));
    },
  };
}

/** A log-in page is a 200 as well. */
const isProject = ({ status, body }: TrackerResponse): boolean =>
  status === 200 && typeof body === 'object' && body !== null && 'project' in body;
