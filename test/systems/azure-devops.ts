/** Azure DevOps with the marker in tags: hosted, by batches; and a server that takes no batches, whose states are steps. */
import { Secret } from '../../src/model/secret.ts';
import { isMarker } from '../../src/trackers/text/html-block.ts';
import { agileTask, cmmiTask } from '../../src/trackers/azure-devops/fake-types.ts';
import { textOf, type FakeField, type Item } from '../../src/trackers/azure-devops/fake-world.ts';
import { FakeAzureDevops } from '../../src/trackers/azure-devops/fake.ts';
import { azureDevops as system } from '../../src/trackers/azure-devops/index.ts';
import type { Populated, Seen, Stage, Surroundings } from './stage.ts';

export const azureDevops: Stage = {
  name: 'azure-devops',
  system,
  serve: (surroundings) => serve('Agile', surroundings),
  statuses: { New: 'TODO', Active: 'TODO', Closed: 'DONE', Removed: 'NA' },
  revisions: true,
  reference: null,
};

/** What a server without batches can do: one write per request. */
export const azureDevopsSingle: Stage = {
  name: 'azure-devops-single',
  system: { ...system, can: { ...system.can, createBatch: 1, updateBatch: 1 } },
  serve: (surroundings) => serve('CMMI', surroundings),
  statuses: { Proposed: 'TODO', Active: 'TODO', Resolved: 'NA', Closed: 'DONE' },
  revisions: true,
  reference: null,
};

/** CMMI has no state for what is not applicable: here one stands for it, so that the oracle can tell. */
const MAPS = {
  issue_tracker_status_map: '{"Closed":"DONE","Resolved":"NA"}',
  sde_status_map: '{"TODO":"Proposed","DONE":"Closed","NA":"Resolved"}',
} as const;

function serve(process: 'Agile' | 'CMMI', { clock }: Surroundings): Populated {
  const isServer = process === 'CMMI';
  const fake = new FakeAzureDevops(clock, isServer ? { organization: 'DefaultCollection', version: 6 } : {});
  const account = fake.addAccount('sync');
  const person = fake.addAccount('ann');
  const types = [isServer ? cmmiTask() : agileTask()];
  const home = fake.addProject('Shop', [account, person], types);
  const team: FakeField = { ref: 'Custom.Team', name: 'Team', type: 'string' };
  for (const { fields } of types) fields.push(team);
  const away = fake.addProject('Elsewhere', [account, person], types);
  fake.world.refusesBatches = isServer;
  return {
    fake,
    params: {
      ...(isServer ? { issue_tracker_server: 'azure.example', ...MAPS } : { issue_tracker_context_root: 'acme' }),
      azure_devops_process: process,
      issue_tracker_api_token: new Secret(account.token),
      issue_tracker_project: 'Shop',
    },
    issues: () => fake.items().map((item) => seen(fake, item)),
    people: {
      retitle: (id, title) => fake.edit(Number(id), { 'System.Title': title }),
      append: (id, line) =>
        fake.edit(Number(id), {
          'System.Description': `${textOf(fake.item(Number(id)), 'System.Description')}<p>${line}</p>`,
        }),
      setStatus: (id, state) => fake.edit(Number(id), { 'System.State': state }),
      remove: (id) => fake.remove(Number(id)),
      move: (id) => fake.move(Number(id), away),
      // The copy carries our tags, too.
      copy: (id) => String(fake.copy(Number(id)).id),
      label: (id, label) => fake.setTags(Number(id), [...fake.tagNames(Number(id)), label]),
      say: (id, text) => fake.say(Number(id), person, `<p>${text}</p>`),
      revive: (id) => fake.restore(Number(id)),
    },
    administrators: {
      publish: (isPublic) => void (home.isPublic = isPublic),
      hinder: (isOn) => void (team.required = isOn),
    },
  };
}

function seen(fake: FakeAzureDevops, item: Item): Seen {
  const tags = fake.tagNames(item.id);
  return {
    id: String(item.id),
    marker: tags.find((tag) => isMarker(tag)) ?? null,
    title: textOf(item, 'System.Title'),
    text: textOf(item, 'System.Description'),
    status: textOf(item, 'System.State'),
    comments: item.comments.map(({ text }) => text),
    labels: tags,
  };
}
