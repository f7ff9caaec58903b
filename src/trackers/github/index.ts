/** GitHub Issues, of github.com, of ghe.com and of GitHub Enterprise Server. */
import type { Known, System, Tracker, TrackerContext } from '../../model/tracker.ts';
import { bodyOf } from './answer.ts';
import { apiOf, getRepository, getRepositoryAnonymously, PAGE, type Api } from './api.ts';
import { checkProject, checkServer, checkSettings } from './checks.ts';
import { COMMENT_BATCH, readComments, writeComment } from './comments.ts';
import { normalized } from './convert.ts';
import { lookup, lookupFloor } from './look-up.ts';
import { fetchNative, fromMetadata, METADATA_REQUESTS, toMetadata, viewOf, type Native, type View } from './native.ts';
import { endpointOf, githubOptions, githubSettings, PARAMS, restOf, targetOf } from './params.ts';
import { pull } from './pull.ts';
import { fieldTimes, readByIds } from './read.ts';
import { listRepositories } from './repositories.ts';
import type { RepositoryRow } from './rows.ts';
import { create, update } from './write.ts';

export const github: System = {
  id: 'github',
  shortName: 'GitHub',
  name: 'GitHub',
  params: PARAMS,
  can: {
    labels: true,
    comments: true,
    commentBatch: COMMENT_BATCH,
    assignees: true,
    concurrency: 1,
    indexLag: 0,
    fieldTimes: true,
    createBatch: 1,
    readBackBatch: PAGE,
    updatesShow: true,
    pageSize: PAGE,
    metadataRequests: METADATA_REQUESTS,
    timeResolution: 1_000,
    proofPages: 1,
  },
  endpoint: endpointOf,
  options: githubOptions,
  target: targetOf,
  projects: ({ send, params }) => listRepositories(apiOf(send, endpointOf(params).root, restOf(params))),
  connect,
};

function connect({ params, send, metadata }: TrackerContext): Tracker {
  const settings = githubSettings(params);
  const api = apiOf(send, endpointOf(params).root, settings);
  let native: Native | null = metadata === null ? null : fromMetadata(metadata);
  /** Where issues were when the run began: a transferred one is not asked for where it is not any more. */
  let known: Known = () => undefined;
  const fetch = async (): Promise<Native> => (native = await fetchNative(api, settings));
  const view = async (): Promise<View> => viewOf(native ?? (await fetch()), settings);
  return {
    normalize: (fields) => normalized(fields, settings, native),
    metadata: async () => toMetadata(await fetch(), settings),
    pull: async (request) => {
      known = request.known;
      return pull(api, await view(), request);
    },
    lookup: async (markers) => lookup(api, await view(), markers),
    lookupFloor,
    read: async (ids) => readByIds(api, await view(), ids, known),
    create: async ([draft]) => (draft === undefined ? [] : [await create(api, await view(), draft)]),
    update: async (changes) => update({ api, view: await view() }, changes),
    comments: async (ids) => readComments(api, await view(), ids, known),
    comment: async (issue, text, origin) => writeComment(api, await view(), issue, { text, origin }),
    isPublic: async () => isPublic(api, native?.repository ?? targetOf(params)),
    fieldTimes: async (ids, field) => fieldTimes(api, await view(), ids, field),
    check: async (depth) => {
      if (depth === 'server') await checkServer(api);
      else if (depth === 'project') await checkProject(api, settings);
      else await checkSettings(api, viewOf(await fetch(), settings));
    },
  };
}

/** Few questions without credentials are answered per hour and address; after that the repository itself says what it is. */
async function isPublic(api: Api, repository: string): Promise<boolean> {
  const { status } = await getRepositoryAnonymously(api, repository);
  if (status === 200) return true;
  if (status === 401 || status === 404) return false;
  return !bodyOf<RepositoryRow>(await getRepository(api, 'check', repository)).private;
}
