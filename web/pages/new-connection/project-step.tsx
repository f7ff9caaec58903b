/** Which project: an existing one, or one that is made here with the tree above it. */
import { Anchor, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { applications, businessUnits, createProject, projects } from '../../api/projects.ts';
import { newTexts } from '../../texts/new-connection.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { OfferedInput } from '../../ui/param-form/offered-input.tsx';
import type { Offer } from '../../ui/param-form/offers.ts';
import { ProblemBox } from '../../ui/problem-box.tsx';
import { Submit } from '../../ui/submit.tsx';
import { useMay } from '../../ui/use-may.ts';

const texts = newTexts.project;

interface ProjectStepProps {
  readonly choose: (project: number) => void;
}

export function ProjectStep({ choose }: ProjectStepProps) {
  const query = useQuery(projects);
  const [making, setMaking] = useState(false);
  const mayMake = useMay()('createProject');
  return (
    <Loaded query={query} lines={1}>
      {({ results }) =>
        making || results.length === 0 ? (
          <Stack gap="sm" align="flex-start">
            {results.length === 0 && <Text size="sm">{texts.none}</Text>}
            <MakeProject made={choose} />
            {results.length > 0 && <Other text={texts.existing} press={() => setMaking(false)} />}
          </Stack>
        ) : (
          <Stack gap="sm" align="flex-start">
            <ChooseProject rows={results} choose={choose} />
            {mayMake && <Other text={texts.make} press={() => setMaking(true)} />}
          </Stack>
        )
      }
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

function MakeProject({ made }: { readonly made: (project: number) => void }) {
  const [unit, setUnit] = useState('');
  const [application, setApplication] = useState('');
  const [name, setName] = useState('');
  const make = useMutation({
    mutationFn: () =>
      createProject({ unit: unit.trim(), application: application.trim(), name: name.trim(), description: '' }),
    onSuccess: made,
  });
  const mayNot = useMay()('createProject') ? null : texts.mayNot;
  const complete = [unit, application, name].every((one) => one.trim() !== '');
  const { data: units } = useQuery(businessUnits);
  const { data: above } = useQuery(applications);
  const inUnit = (above?.results ?? []).filter(
    ({ business_unit: of }) => typeof of !== 'object' || of.name.toLowerCase() === unit.trim().toLowerCase(),
  );
  return (
    <Stack gap="sm" w={420} maw="100%">
      <OfferedInput
        label={texts.unit}
        description={texts.inPlace}
        required
        offers={offersOf(units?.results ?? [])}
        value={unit}
        onChange={setUnit}
      />
      <OfferedInput
        label={texts.application}
        description={texts.inPlace}
        required
        offers={offersOf(inUnit)}
        value={application}
        onChange={setApplication}
      />
      <TextInput
        label={texts.name}
        required
        value={name}
        error={make.error instanceof Problem ? make.error.fields['name'] : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {make.error !== null && <ProblemBox error={make.error} title={texts.notMade} />}
      <Group>
        <Submit act={make} why={mayNot ?? (complete ? null : texts.fill)}>
          {texts.create}
        </Submit>
      </Group>
    </Stack>
  );
}

const offersOf = (rows: readonly { readonly name: string }[]): readonly Offer[] =>
  [...new Set(rows.map(({ name }) => name))].map((value) => ({ value, label: value }));
