/** Tasks from a file: choose it, see what becomes of it, bring it in. */
import { Stack, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { upload, type Imported } from '../../api/imports.ts';
import { project } from '../../api/projects.ts';
import { importTexts as texts } from '../../texts/imports.ts';
import { projectsTexts, projectTexts } from '../../texts/projects.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemBox } from '../../ui/problem-box.tsx';
import { useWhyNot } from '../../ui/use-may.ts';
import { ChooseFile, type ChosenFile } from './choose-file.tsx';
import { FormerImports } from './former-imports.tsx';
import { ImportPreview } from './import-preview.tsx';
import { ImportDone, Refused, Sending } from './import-states.tsx';

const route = getRouteApi('/inside/projects/$projectId/import');

export function ImportPage() {
  const { projectId } = route.useParams();
  const query = useQuery(project(projectId));
  return (
    <Page
      title={texts.title}
      up={[
        { to: '/projects', text: projectsTexts.title },
        { to: `/projects/${projectId}`, text: query.data?.name ?? projectTexts.fallback(projectId) },
      ]}
      about={texts.about}
    >
      <Loaded query={query}>
        {() => (
          <Stack gap="xl">
            <Wizard projectId={projectId} />
            <section>
              <Title order={2} mb="xs">
                {texts.former}
              </Title>
              <FormerImports projectId={projectId} />
            </section>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

/** What stands below the file is of exactly this file and these choices: another choice begins anew. */
function Wizard({ projectId }: { readonly projectId: number }) {
  const [chosen, setChosen] = useState<ChosenFile | null>(null);
  const [part, setPart] = useState(0);
  const send = (preview: boolean, { file, format, level }: ChosenFile): Promise<Imported> => {
    setPart(0);
    return upload({ project: projectId, file, format, level, preview, sent: setPart });
  };
  const look = useMutation({ mutationFn: (asked: ChosenFile) => send(true, asked) });
  const apply = useMutation({ mutationFn: (asked: ChosenFile) => send(false, asked) });
  const choose = (next: ChosenFile | null): void => {
    look.reset();
    apply.reset();
    setChosen(next);
  };
  const why = useWhyNot(projectId)('uploadImport');
  const { isPending } = apply.isPending ? apply : look;
  if (apply.data !== undefined)
    return <ImportDone projectId={projectId} imported={apply.data} again={() => choose(null)} />;
  return (
    <Stack>
      <ChooseFile
        chosen={chosen}
        choose={choose}
        busy={isPending}
        seen={look.data !== undefined}
        why={why}
        look={() => chosen !== null && look.mutate(chosen)}
      />
      {isPending && <Sending part={part} />}
      {look.error !== null && <Refused error={look.error} />}
      {apply.error !== null && <ProblemBox error={apply.error} />}
      {look.data !== undefined && chosen !== null && (
        <ImportPreview imported={look.data} busy={isPending} apply={() => apply.mutate(chosen)} />
      )}
    </Stack>
  );
}
