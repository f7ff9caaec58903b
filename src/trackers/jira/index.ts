/** Jira Cloud and Jira Data Center: which of them it is, the server says. */
import type { System, Tracker, TrackerContext } from '../../model/tracker.ts';
import type { TrackerResponse } from '../../model/transport.ts';
import { getProjectAnonymously, PAGE } from './api.ts';
import { checkProject, checkServer, checkSettings } from './checks.ts';
import { comment, readComments } from './comments.ts';
import { normalized } from './convert.ts';
import { CREATE_BATCH } from './create-batch.ts';
import { create } from './create.ts';
import { fieldTimes } from './field-times.ts';
import { Learned } from './learned.ts';
import { lookup, lookupFloor } from './look-up.ts';
import { fetchNative, fromMetadata, toMetadata, type Native, type View } from './native.ts';
import { PARAMS } from './params.ts';
import { listProjects } from './project.ts';
import { pull } from './pull.ts';
import { readByIds } from './read.ts';
import { endpointOf, jiraOptions, jiraSettings, targetOf } from './settings.ts';
import { update } from './update.ts';
import type { Writer } from './writer.ts';

export const jira: System = {
  id: 'jira',
  shortName: 'JIRA',
  name: 'JIRA',
  params: PARAMS,
  can: {
    labels: true,
    comments: true,
    commentBatch: PAGE / 2,
    assignees: true,
    concurrency: 4,
    indexLag: 30_000,
    fieldTimes: true,
    createBatch: CREATE_BATCH,
    readBackBatch: 2 * PAGE,
    pageSize: PAGE,
    metadataRequests: 5,
    timeResolution: 1_000,
    proofPages: 0,
  },
  endpoint: endpointOf,
  options: jiraOptions,
  target: targetOf,
  connect,
  projects: async ({ send, params }) => listProjects(await checkServer(send, jiraSettings(params))),
};

function connect({ params, send, metadata, now, sleep }: TrackerContext): Tracker {
  const settings = jiraSettings(params);
  let native: Native | null = metadata === null ? null : fromMetadata(metadata, settings);
  const fetch = async (): Promise<Native> => (native = await fetchNative(send, settings));
  const bodies = new Map<string, string | null>();
  const viewOf = (known: Native): View => ({ api: { send, cloud: known.cloud }, native: known, settings, bodies });
  const view = async (): Promise<View> => viewOf(native ?? (await fetch()));
  const learned = new Learned();
  const writer = async (): Promise<Writer> => ({ view: await view(), learned, now, sleep });
  return {
    normalize: (fields) => (native === null ? fields : normalized(fields, viewOf(native))),
    metadata: async () => toMetadata(await fetch(), settings),
    pull: async (request) => pull(await view(), request),
    lookup: async (markers) => lookup(await view(), markers),
    lookupFloor: (_asked, found) => lookupFloor(found),
    read: async (ids) => readByIds(await view(), ids),
    create: async (drafts) => create(await writer(), drafts),
    update: async (changes) => update(await writer(), changes),
    comments: async (ids) => readComments(await view(), ids),
    comment: async (issue, text, origin) => comment(await view(), issue, text, origin),
    isPublic: async () => isProject(await getProjectAnonymously((await view()).api, settings.project)),
    fieldTimes: async (ids, field) => fieldTimes(await view(), ids, field),
    check: async (depth) => {
      if (depth === 'server') await checkServer(send, settings);
      else if (depth === 'project') await checkProject(send, settings);
      else checkSettings(viewOf(await fetch()));
    },
  };
}

/** A log-in page is a 200 as well. */
const isProject = ({ status, body }: TrackerResponse): boolean =>
  status === 200 && typeof body === 'object' && body !== null && 'key' in body;
