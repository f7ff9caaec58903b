/** Rally (CA Agile Central), over its web services 2.0. */
import type { System, Tracker, TrackerContext } from '../../model/tracker.ts';
import type { TrackerResponse } from '../../model/transport.ts';
import { getProjectsAnonymously, OR_LIMIT, PAGE } from './api.ts';
import { checkProject, checkServer, checkSettings } from './checks.ts';
import { readComments, writeComment } from './comments.ts';
import { normalized } from './convert.ts';
import { fetchNative, fromMetadata, METADATA_REQUESTS, toMetadata, viewOf, type Native, type View } from './native.ts';
import { endpointOf, PARAM, PARAMS, rallyOptions, rallySettings, targetOf } from './params.ts';
import { lookup, lookupFloor, pull, readByIds } from './read.ts';
import { sending } from './session.ts';
import { tagBook } from './tags.ts';
import { listProjects, naming } from './target.ts';
import { create, update } from './write.ts';

export const rally: System = {
  id: 'rally',
  shortName: 'CA Agile Central',
  name: 'CA Agile Central (formerly Rally)',
  params: PARAMS,
  can: {
    labels: true,
    comments: true,
    assignees: true,
    indexLag: 0,
    fieldTimes: false,
    createBatch: 1,
    readBackBatch: OR_LIMIT,
    updatesShow: true,
    pageSize: PAGE,
    commentBatch: OR_LIMIT,
    concurrency: 4,
    metadataRequests: METADATA_REQUESTS,
    timeResolution: 1,
    proofPages: 1,
  },
  endpoint: endpointOf,
  options: rallyOptions,
  target: targetOf,
  connect,
  projects: ({ send, params }) => {
    const settings = rallySettings(params);
    return listProjects(sending(send, settings.credential === PARAM.token), settings);
  },
};

function connect({ params, send: raw, metadata }: TrackerContext): Tracker {
  const settings = rallySettings(params);
  const { root } = endpointOf(params);
  const send = sending(raw, settings.credential === PARAM.token);
  let native: Native | null = metadata === null ? null : fromMetadata(metadata);
  const fetch = async (): Promise<Native> => (native = await fetchNative(send, settings));
  const view = async (): Promise<View> => viewOf(native ?? (await fetch()), settings, root);
  const tags = tagBook(send, async () => (await view()).native.workspace);
  return {
    normalize: (fields) => normalized(fields, settings),
    metadata: async () => toMetadata(await fetch()),
    pull: async (request) => pull(send, await view(), request),
    lookup: async (markers) => lookup(send, await view(), markers),
    lookupFloor: (_asked, found) => lookupFloor(found),
    read: async (ids) => readByIds(send, await view(), ids),
    create: async ([draft]) => (draft === undefined ? [] : [await create({ send, view: await view(), tags }, draft)]),
    update: async (changes) => update({ send, view: await view(), tags }, changes),
    comments: async (ids) => readComments(send, await view(), ids),
    comment: async (issue, text, origin) => writeComment(send, await view(), issue, { text, origin }),
    isPublic: async () => isProject(await getProjectsAnonymously(send, naming(settings.project))),
    fieldTimes: (ids) => Promise.resolve(Object.fromEntries(ids.map((id) => [id, null]))),
    check: async (depth) => {
      if (depth === 'server') await checkServer(send, settings);
      else if (depth === 'project') await checkProject(send, settings);
      else await checkSettings(send, viewOf(await fetch(), settings, root));
    },
  };
}

/** A log-in page is a 200 as well. */
function isProject({ status, body }: TrackerResponse): boolean {
  const [inside] = typeof body === 'object' && body !== null ? (Object.values(body) as unknown[]) : [];
  const results = (inside as { Results?: unknown } | undefined)?.Results;
  return status === 200 && Array.isArray(results) && results.length > 0;
}
