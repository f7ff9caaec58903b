/** GitLab Issues, of gitlab.com and of a GitLab of one's own. */
import type { Known, System, Tracker, TrackerContext } from '../../model/tracker.ts';
import type { Send } from '../../model/transport.ts';
import { getIssuesAnonymously, PAGE } from './api.ts';
import { checkProject, checkSettings, checkToken } from './checks.ts';
import { readComments, writeComment } from './comments.ts';
import { normalized } from './convert.ts';
import { fieldTimes } from './field-times.ts';
import { lookup, lookupFloor } from './look-up.ts';
import { fetchNative, fromMetadata, METADATA_REQUESTS, toMetadata, type Native, type View } from './native.ts';
import { endpointOf, gitlabOptions, gitlabSettings, PARAMS, targetOf } from './params.ts';
import { listProjects } from './project.ts';
import { pull } from './pull.ts';
import { readByIds } from './read.ts';
import { create, update, type Desk } from './write.ts';

export const gitlab: System = {
  id: 'gitlab',
  shortName: 'GitLab',
  name: 'GitLab',
  params: PARAMS,
  can: {
    labels: true,
    comments: true,
    commentBatch: 1,
    assignees: true,
    concurrency: 4,
    indexLag: 0,
    fieldTimes: true,
    createBatch: 1,
    readBackBatch: PAGE,
    updatesShow: true,
    pageSize: PAGE,
    metadataRequests: METADATA_REQUESTS,
    timeResolution: 1,
    proofPages: 1,
  },
  endpoint: endpointOf,
  options: gitlabOptions,
  target: targetOf,
  connect,
  projects: ({ send }) => listProjects(send),
};

function connect({ params, send, metadata, now }: TrackerContext): Tracker {
  const settings = gitlabSettings(params);
  let native: Native | null = metadata === null ? null : fromMetadata(metadata);
  /** Where issues were when the run began: a moved one is not asked for where it is not any more. */
  let known: Known = () => undefined;
  const fetch = async (): Promise<Native> => (native = await fetchNative(send, settings, now()));
  const view = async (): Promise<View> => ({ native: native ?? (await fetch()), settings });
  const desk = async (): Promise<Desk> => ({ send, view: await view() });
  return {
    normalize: (fields) => normalized(fields, settings),
    metadata: async () => toMetadata(await fetch(), settings),
    pull: async (request) => {
      known = request.known;
      return pull(send, await view(), request);
    },
    lookup: async (markers) => lookup(send, await view(), markers, known),
    lookupFloor: (_asked, found) => lookupFloor(found),
    read: async (ids) => readByIds(send, await view(), ids, known),
    create: async ([draft]) => (draft === undefined ? [] : [await create(await desk(), draft)]),
    update: async (changes) => update(await desk(), changes, known),
    comments: async (ids) => readComments(send, await view(), ids, known),
    comment: async (issue, text, origin) => writeComment(send, issue, { text, origin }),
    // Nobody but members sees confidential issues, whoever sees the project.
    isPublic: async () => !settings.confidential && (await isOpen(send, native?.projectId ?? settings.project)),
    fieldTimes: async (ids, field) => fieldTimes(send, await view(), { ids, field }, known),
    check: async (depth) => {
      if (depth === 'server') return checkToken(send, now());
      if (depth === 'project') return checkProject(send, settings);
      return checkSettings(send, { native: await fetch(), settings });
    },
  };
}

/** A log-in page is a 200 as well. */
async function isOpen(send: Send, project: string | number): Promise<boolean> {
  const { status, body } = await getIssuesAnonymously(send, project);
  return status === 200 && Array.isArray(body);
}
