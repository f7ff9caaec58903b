/** All projects, by business unit and application. */
import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { applications, projects, type Application, type ListedProject } from '../../api/projects.ts';
import { common } from '../../texts/common.ts';
import { projectsTexts as texts } from '../../texts/projects.ts';
import { barred, Because } from '../../ui/act.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { orderIn, orderText } from '../../ui/order.ts';
import { Page } from '../../ui/page.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { useMay } from '../../ui/use-may.ts';
import { NewProject } from './new-project.tsx';
import { projectsSearch } from './project-search.ts';
import { ProjectTable, type PlacedProject } from './project-table.tsx';

const route = getRouteApi('/inside/projects');

export function Projects() {
  const found = useQuery(projects);
  const above = useQuery(applications);
  return (
    <Page title={texts.title} about={texts.about} actions={<AddProject />}>
      <Loaded query={found}>
        {({ results }) =>
          results.length === 0 ? (
            <Empty title={texts.emptyTitle} actions={<AddProject />}>
              {texts.empty}
            </Empty>
          ) : (
            <Loaded query={above}>{(tree) => <Found all={placed(results, tree.results)} />}</Loaded>
          )
        }
      </Loaded>
    </Page>
  );
}

function AddProject() {
  const may = useMay();
  const [opened, { open, close }] = useDisclosure(false);
  const navigate = useNavigate();
  const show = (projectId: number) => navigate({ to: '/projects/$projectId', params: { projectId } });
  const why = may('createProject') ? null : common.notAllowed;
  return (
    <>
      <Because why={why}>
        <Button {...barred(why)} onClick={() => why === null && open()}>
          {texts.add}
        </Button>
      </Because>
      {opened && <NewProject close={close} made={show} />}
    </>
  );
}

function placed(all: readonly ListedProject[], tree: readonly Application[]): readonly PlacedProject[] {
  const places = new Map(tree.map(({ id, name, business_unit: unit }) => [id, { application: name, unit }]));
  return all.map((project) => {
    const { application = '', unit } = places.get(project.application) ?? {};
    return { ...project, place: [typeof unit === 'object' ? unit.name : '', application].filter(Boolean).join(' / ') };
  });
}

const matches = ({ name, place, archived }: PlacedProject, sought: string, withArchived: boolean): boolean =>
  (withArchived || !archived) && `${place} ${name}`.toLowerCase().includes(sought.toLowerCase());

function Found({ all }: { readonly all: readonly PlacedProject[] }) {
  const { q = '', archived = false, sort = 'name' } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: Readonly<Record<string, unknown>>): void =>
    void navigate({ search: (now) => projectsSearch({ ...now, ...change }), replace: true });
  const shown = all.filter((one) => matches(one, q, archived));
  return (
    <Stack>
      <Group align="flex-end" gap="md">
        <SearchInput value={q} placeholder={texts.search} search={(text) => set({ q: text })} />
        <Checkbox
          mb={8}
          label={texts.archived}
          checked={archived}
          onChange={({ currentTarget: { checked } }) => set({ archived: checked })}
        />
      </Group>
      {shown.length === 0 ? (
        <Text>{texts.none}</Text>
      ) : (
        <ProjectTable rows={shown} order={orderIn(sort)} setOrder={(order) => set({ sort: orderText(order) })} />
      )}
    </Stack>
  );
}
