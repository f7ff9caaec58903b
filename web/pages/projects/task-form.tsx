/** Makes a task, or changes one. */
import { Group, NumberInput, Select, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { members } from '../../api/members.ts';
import { createTask, phases, updateTask, type Task, type TaskPlace } from '../../api/tasks.ts';
import { common } from '../../texts/common.ts';
import { taskTexts as texts } from '../../texts/projects.ts';
import { FormModal } from '../../ui/form.tsx';

interface Words {
  readonly title: string;
  readonly text: string;
  readonly priority: number;
  readonly phase: string;
  readonly tags: string[];
  readonly assigned_to: string[];
}

interface NewTaskProps {
  readonly projectId: number;
  readonly close: () => void;
}

const EMPTY: Words = { title: '', text: '', priority: 5, phase: '', tags: [], assigned_to: [] };

export function NewTask({ projectId, close }: NewTaskProps) {
  const navigate = useNavigate();
  const save = async (words: Words): Promise<void> => {
    const taskId = await createTask(projectId, words);
    await navigate({ to: '/projects/$projectId/tasks/$taskId', params: { projectId, taskId } });
  };
  return (
    <TaskForm
      projectId={projectId}
      title={texts.newTitle}
      submit={texts.create}
      first={EMPTY}
      ownWords
      save={save}
      close={close}
    />
  );
}

interface EditTaskProps {
  readonly place: TaskPlace;
  readonly task: Task;
  /** Whether the reader may change what the task says. */
  readonly ownWords: boolean;
  readonly close: () => void;
}

export function EditTask({ place, task, ownWords, close }: EditTaskProps) {
  const { title, text, priority, phase, tags, assigned_to } = task;
  const first = {
    title,
    text: typeof text === 'string' ? text : text.description,
    priority,
    phase: typeof phase === 'string' ? phase : phase.id,
    tags: Array.isArray(tags) ? tags : tags.project_tags,
    assigned_to: assigned_to.map(({ email }) => email),
  };
  const save = (words: Words): Promise<void> => {
    const { tags: labels, assigned_to: people } = words;
    return updateTask(place, ownWords ? words : { tags: labels, assigned_to: people });
  };
  return (
    <TaskForm
      projectId={place.project}
      title={texts.editTitle}
      submit={common.save}
      first={first}
      ownWords={ownWords}
      save={save}
      close={close}
    />
  );
}

interface TaskFormProps {
  readonly projectId: number;
  readonly title: string;
  readonly submit: string;
  readonly first: Words;
  readonly ownWords: boolean;
  readonly save: (words: Words) => Promise<void>;
  readonly close: () => void;
}

const FIELDS = ['title', 'text', 'priority', 'phase', 'tags', 'assigned_to'];

function TaskForm({ projectId, title, submit, first, ownWords, save, close }: TaskFormProps) {
  const [words, setWords] = useState(first);
  const set = (change: Partial<Words>): void => setWords((now) => ({ ...now, ...change }));
  const people = useQuery(members(projectId)).data?.results ?? [];
  return (
    <FormModal title={title} submit={submit} close={close} save={() => save(words)} fields={FIELDS}>
      {(at) => (
        <>
          {ownWords ? (
            <WordFields words={words} set={set} at={at} />
          ) : (
            <Text size="sm" c="dimmed">
              {texts.libraryWords}
            </Text>
          )}
          <TagsInput
            label={texts.tags}
            description={texts.tagsHelp}
            value={words.tags}
            onChange={(tags) => set({ tags })}
            error={at('tags')}
          />
          <TagsInput
            label={texts.assigned}
            description={texts.assignedHelp}
            data={people.map(({ user }) => user.email)}
            value={words.assigned_to}
            onChange={(assigned_to) => set({ assigned_to })}
            error={at('assigned_to')}
          />
        </>
      )}
    </FormModal>
  );
}

interface WordFieldsProps {
  readonly words: Words;
  readonly set: (change: Partial<Words>) => void;
  readonly at: (field: string) => string | undefined;
}

function WordFields({ words, set, at }: WordFieldsProps) {
  const known = useQuery(phases).data?.results ?? [];
  return (
    <>
      <TextInput
        label={texts.titleField}
        value={words.title}
        onChange={({ currentTarget: { value } }) => set({ title: value })}
        error={at('title')}
        required
        data-autofocus
      />
      <Textarea
        label={texts.textField}
        description={texts.textHelp}
        value={words.text}
        onChange={({ currentTarget: { value } }) => set({ text: value })}
        error={at('text')}
        autosize
        minRows={4}
        maxRows={16}
      />
      <Group grow align="flex-start">
        <Select
          label={texts.phase}
          description={texts.phaseHelp}
          data={known.map(({ id, name }) => ({ value: id, label: name }))}
          value={words.phase === '' ? null : words.phase}
          onChange={(phase) => set({ phase: phase ?? '' })}
          error={at('phase')}
          required
        />
        <NumberInput
          label={texts.priority}
          description={texts.priorityHelp}
          value={words.priority}
          onChange={(priority) => set({ priority: Number(priority) })}
          error={at('priority')}
          min={0}
          max={10}
          allowDecimal={false}
          required
        />
      </Group>
    </>
  );
}
