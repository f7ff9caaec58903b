/** ServiceNow: change tasks, or the records of any task table, over its Table API. */
import type { System, Tracker, TrackerContext } from '../../model/tracker.ts';
import { askRows, BATCH, PAGE, WRITES } from './api.ts';
import type { Desk } from './batch.ts';
import { checkProject, checkServer, checkSettings } from './checks.ts';
import { readComments, writeComment } from './comments.ts';
import { normalized } from './convert.ts';
import { fetchNative, fromMetadata, toMetadata, type Native, type View } from './native.ts';
import { endpointOf, PARAMS, placeOf, serviceNowOptions, serviceNowSettings, targetOf } from './params.ts';
import { listPlaces } from './places.ts';
import { lookup, lookupFloor, pull, readByIds } from './read.ts';
import { create, update } from './write.ts';

export const servicenow: System = {
  id: 'servicenow',
  shortName: 'ServiceNow',
  name: 'ServiceNow ITSM',
  params: PARAMS,
  can: {
    labels: false,
    comments: true,
    commentBatch: BATCH,
    assignees: false,
    concurrency: 4,
    indexLag: 0,
    fieldTimes: false,
    createBatch: WRITES,
    updateBatch: WRITES,
    readBackBatch: BATCH,
    updatesShow: true,
    pageSize: PAGE,
    metadataRequests: 2,
    timeResolution: 1_000,
    proofPages: 1,
  },
  endpoint: endpointOf,
  options: serviceNowOptions,
  target: targetOf,
  projects: ({ send, params }) => listPlaces(send, placeOf(params)),
  connect,
};

function connect({ params, send, metadata, now }: TrackerContext): Tracker {
  const settings = serviceNowSettings(params);
  const { root } = endpointOf(params);
  let native: Native | null = metadata === null ? null : fromMetadata(metadata);
  const fetch = async (): Promise<Native> => (native = await fetchNative(send, settings));
  const view = async (): Promise<View> => ({ native: native ?? (await fetch()), settings, root });
  const desk: Desk = { send, now, refused: { batches: false } };
  return {
    normalize: (fields) => normalized(fields, settings),
    metadata: async () => toMetadata(await fetch()),
    pull: async (request) => pull(send, await view(), request),
    lookup: async (markers) => lookup(send, await view(), markers),
    lookupFloor,
    read: async (ids) => readByIds(send, await view(), ids),
    create: async (drafts) => create(desk, await view(), drafts),
    update: async (changes) => update(desk, await view(), changes),
    comments: async (ids) => readComments(send, await view(), ids),
    comment: async (issue, text, origin) => writeComment(send, await view(), issue, { text, origin }),
    isPublic: async () => {
      const question = { purpose: 'check', table: settings.table, query: '', fields: ['sys_id'], limit: 1 } as const;
      const { status, body } = await askRows(send, { ...question, authenticated: false });
      return status === 200 && typeof body === 'object' && body !== null && 'result' in body;
    },
    fieldTimes: (ids) => Promise.resolve(Object.fromEntries(ids.map((id) => [id, null]))),
    check: async (depth) => {
      if (depth === 'server') await checkServer(send, settings);
      else if (depth === 'project') await checkProject(send, settings);
      else await checkSettings(send, { native: await fetch(), settings, root });
    },
  };
}
