/** Azure DevOps, hosted (Services) and on premises (Server 2020 and later), once called TFS. */
import type { System, Tracker, TrackerContext } from '../../model/tracker.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';
import { BATCH, getProjectAnonymously } from './api.ts';
import type { Desk } from './batch.ts';
import { checkProject, checkServer, checkSettings } from './checks.ts';
import { readComments, writeComment } from './comments.ts';
import { normalized } from './convert.ts';
import { fetchNative, fromMetadata, METADATA_REQUESTS, toMetadata, viewOf, type Native, type View } from './native.ts';
import { azureOptions, azureSettings, endpointOf, PARAMS, targetOf } from './params.ts';
import { listProjects } from './projects.ts';
import { lookup, lookupFloor, pull, readByIds, type Reader } from './read.ts';
import { create, update } from './write.ts';

export const azureDevops: System = {
  id: 'azure_devops',
  aliases: ['tfs'],
  shortName: 'Azure DevOps',
  name: 'Azure DevOps (TFS)',
  params: PARAMS,
  can: {
    labels: true,
    comments: true,
    assignees: true,
    indexLag: 0,
    fieldTimes: false,
    createBatch: BATCH,
    updateBatch: BATCH,
    readBackBatch: BATCH,
    updatesShow: true,
    pageSize: BATCH,
    commentBatch: 1,
    concurrency: 4,
    metadataRequests: METADATA_REQUESTS,
    timeResolution: 1,
    proofPages: 1,
    log: true,
  },
  endpoint: endpointOf,
  options: azureOptions,
  target: targetOf,
  projects: ({ send }) => listProjects(apart(send)),
  connect,
};

function connect({ params, send: raw, metadata, now }: TrackerContext): Tracker {
  const settings = azureSettings(params);
  const { root } = endpointOf(params);
  const send = apart(raw);
  let native: Native | null = metadata === null ? null : fromMetadata(metadata);
  const fetch = async (): Promise<Native> => (native = await fetchNative(send, settings));
  const view = async (): Promise<View> => viewOf(native ?? (await fetch()), settings, root);
  const reader = async (): Promise<Reader> => ({ send, view: await view(), now });
  const desk: Desk = { send, now, refused: { batches: false } };
  return {
    normalize: (fields) => (native === null ? fields : normalized(fields, viewOf(native, settings, root))),
    metadata: async () => toMetadata(await fetch()),
    pull: async (request) => pull(await reader(), request),
    lookup: async (markers) => lookup(await reader(), markers),
    lookupFloor: (_asked, found) => lookupFloor(found),
    read: async (ids) => readByIds(await reader(), ids),
    create: async (drafts) => create(desk, await view(), drafts),
    update: async (changes) => update(desk, await view(), changes),
    comments: (ids) => readComments(send, ids),
    comment: async (issue, text, origin) => writeComment(send, await view(), issue, { text, origin }),
    isPublic: async () => isProject(await getProjectAnonymously(send, settings.project)),
    fieldTimes: (ids) => Promise.resolve(Object.fromEntries(ids.map((id) => [id, null]))),
    check: async (depth) => {
      if (depth === 'server') await checkServer(send, settings);
      else if (depth === 'project') await checkProject(send, settings);
      else await checkSettings(send, viewOf(await fetch(), settings, root));
    },
  };
}

/** A program is to be told that its credentials are bad; it has no use for a sign-in page. */
const apart =
  (send: Send): Send =>
  (request) =>
    send({ ...request, headers: { 'x-tfs-fedauthredirect': 'Suppress', ...request.headers } });

/** A sign-in page is a 200 as well. */
const isProject = ({ status, body }: TrackerResponse): boolean =>
  status === 200 && typeof body === 'object' && body !== null && 'id' in body;
