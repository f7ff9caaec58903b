/** What a project is called, whether it changes any more, and its end. */
import { Alert, Checkbox, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { deleteProject, updateProject, type Project } from '../../api/projects.ts';
import { common } from '../../texts/common.ts';
import { projectsTexts, projectTexts as texts } from '../../texts/projects.ts';
import { Confirm } from '../../ui/act.tsx';
import { Form } from '../../ui/form.tsx';
import { Time } from '../../ui/time.tsx';
import { useWhyNot } from '../../ui/use-may.ts';
import { ProjectFrame } from './project-frame.tsx';

const route = getRouteApi('/inside/projects/$projectId/details');

export function ProjectDetails() {
  const { projectId } = route.useParams();
  return (
    <ProjectFrame projectId={projectId} tab="details">
      {(found) => (
        <Stack maw={640} gap="xl">
          <DetailsForm key={found.updated} found={found} />
          <Deletion projectId={projectId} />
        </Stack>
      )}
    </ProjectFrame>
  );
}

function DetailsForm({ found }: { readonly found: Project }) {
  const { id, locked_on } = found;
  const whyNot = useWhyNot(id);
  const [given, setGiven] = useState({
    name: found.name,
    description: found.description,
    archived: found.archived,
    locked: found.locked,
  });
  const set = (change: Partial<typeof given>): void => setGiven((now) => ({ ...now, ...change }));
  const save = (): Promise<void> => updateProject(id, changed(given, found));
  const why = whyNot('updateProject');
  if (why !== null) return <Alert variant="outline">{why}</Alert>;
  return (
    <Form save={save} submit={texts.save} done={common.saved} fields={['name', 'description']}>
      {(at) => (
        <>
          {locked_on !== null && (
            <Text size="sm">
              {texts.lockedSince} <Time at={locked_on} />
            </Text>
          )}
          <TextInput
            label={projectsTexts.projectName}
            value={given.name}
            onChange={({ currentTarget: { value } }) => set({ name: value })}
            error={at('name')}
            required
          />
          <Textarea
            label={projectsTexts.description}
            value={given.description}
            onChange={({ currentTarget: { value } }) => set({ description: value })}
            error={at('description')}
            autosize
            minRows={2}
          />
          <Checkbox
            label={texts.archive}
            checked={given.archived}
            onChange={({ currentTarget: { checked } }) => set({ archived: checked })}
          />
          <Checkbox
            label={texts.lock}
            checked={given.locked}
            disabled={whyNot('lockProject') !== null}
            onChange={({ currentTarget: { checked } }) => set({ locked: checked })}
          />
        </>
      )}
    </Form>
  );
}

/** Only what differs: a locked project refuses everything else than its lock. */
const changed = <T extends object>(given: T, found: T): Partial<T> =>
  Object.fromEntries(Object.entries(given).filter(([name, value]) => found[name as keyof T] !== value)) as Partial<T>;

function Deletion({ projectId }: { readonly projectId: number }) {
  const navigate = useNavigate();
  const whyNot = useWhyNot(projectId);
  const remove = async (): Promise<void> => {
    await deleteProject(projectId);
    await navigate({ to: '/projects' });
  };
  return (
    <div>
      <Confirm
        color="red"
        variant="outline"
        title={texts.delete}
        says={texts.deleteSays}
        why={whyNot('deleteProject')}
        done={texts.deleted}
        act={remove}
      >
        {texts.delete}
      </Confirm>
    </div>
  );
}
