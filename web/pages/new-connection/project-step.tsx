/** Which project: an existing one, or one that is made here with the tree above it. */
import { Anchor, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { applications, projects } from '../../api/projects.ts';
import { newTexts } from '../../texts/new-connection.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { useMay } from '../../ui/use-may.ts';
import { NewProject } from '../projects/new-project.tsx';

const texts = newTexts.project;

interface ProjectStepProps {
  readonly choose: (project: number) => void;
}

export function ProjectStep({ choose }: ProjectStepProps) {
  const query = useQuery(projects);
  const [making, { open, close }] = useDisclosure(false);
  const mayMake = useMay()('createProject');
  return (
    <Loaded query={query} lines={1}>
      {({ results }) => (
        <Stack gap="sm" align="flex-start">
          {results.length === 0 ? (
            <Text size="sm">{mayMake ? texts.none : texts.mayNot}</Text>
          ) : (
            <ChooseProject rows={results} choose={choose} />
          )}
          {mayMake && <Other text={texts.make} press={open} />}
          {making && <NewProject close={close} made={choose} />}
        </Stack>
      )}
    </Loaded>
  );
}

interface OtherProps {
  readonly text: string;
  readonly press: () => void;
}

export const Other = ({ text, press }: OtherProps) => (
  <Anchor component="button" type="button" size="sm" onClick={press}>
    {text}
  </Anchor>
);

interface ChooseProjectProps extends ProjectStepProps {
  readonly rows: readonly { readonly id: number; readonly name: string; readonly application: number }[];
}

/** By their applications, because several projects may share a name. */
function ChooseProject({ rows, choose }: ChooseProjectProps) {
  const { data } = useQuery(applications);
  const groups = Map.groupBy(rows, ({ application }) => application);
  const nameOf = (id: number): string => data?.results.find((one) => one.id === id)?.name ?? '…';
  return (
    <Select
      label={texts.choose}
      placeholder={texts.placeholder}
      data={[...groups].map(([application, items]) => ({
        group: nameOf(application),
        items: items.map(({ id, name }) => ({ value: String(id), label: name })),
      }))}
      onChange={(value) => value !== null && choose(Number(value))}
      value={null}
      searchable
      limit={100}
      w={420}
      maw="100%"
    />
  );
}
