/** Makes a project, and what it belongs to unless that is there. */
import { Autocomplete, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { applications, businessUnits, createProject } from '../../api/projects.ts';
import { projectsTexts as texts } from '../../texts/projects.ts';
import { FormModal } from '../../ui/form.tsx';

const EMPTY = { unit: '', application: '', name: '', description: '' };

interface NewProjectProps {
  readonly close: () => void;
  readonly made: (id: number) => unknown;
}

export function NewProject({ close, made }: NewProjectProps) {
  const [given, setGiven] = useState(EMPTY);
  const set = (field: keyof typeof EMPTY) => (value: string) => setGiven((now) => ({ ...now, [field]: value }));
  const { units, inUnit } = usePlaces(given.unit);
  const save = async (): Promise<void> => {
    const id = await createProject({ ...given, unit: given.unit.trim(), application: given.application.trim() });
    await made(id);
  };
  return (
    <FormModal
      title={texts.add}
      close={close}
      save={save}
      submit={texts.create}
      done={texts.created}
      fields={['name', 'description']}
    >
      {(at) => (
        <>
          <Autocomplete
            label={texts.unit}
            description={texts.newHelp}
            data={units}
            value={given.unit}
            onChange={set('unit')}
            required
            data-autofocus
          />
          <Autocomplete
            label={texts.application}
            description={texts.newHelp}
            data={inUnit}
            value={given.application}
            onChange={set('application')}
            required
          />
          <TextInput
            label={texts.projectName}
            value={given.name}
            onChange={(event) => set('name')(event.currentTarget.value)}
            error={at('name')}
            required
          />
          <Textarea
            label={texts.description}
            value={given.description}
            onChange={(event) => set('description')(event.currentTarget.value)}
            error={at('description')}
            autosize
            minRows={2}
          />
        </>
      )}
    </FormModal>
  );
}

/** Names of what is there already. */
function usePlaces(unit: string): Readonly<Record<'units' | 'inUnit', string[]>> {
  const units = useQuery(businessUnits).data?.results ?? [];
  const known = useQuery(applications).data?.results ?? [];
  const inUnit = known.filter(
    ({ business_unit: above }) => typeof above === 'object' && above.name.toLowerCase() === unit.toLowerCase(),
  );
  return { units: units.map(({ name }) => name), inUnit: inUnit.map(({ name }) => name) };
}
