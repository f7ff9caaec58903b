/** What people, programs and trackers said about a task. */
import { Group, Paper, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { session } from '../../api/session.ts';
import { addNote, deleteNote, notes, type Note, type TaskPlace } from '../../api/tasks.ts';
import { common } from '../../texts/common.ts';
import { taskTexts as texts } from '../../texts/projects.ts';
import { Confirm } from '../../ui/act.tsx';
import { Form } from '../../ui/form.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { Time } from '../../ui/time.tsx';
import { useMay, useWhyNot } from '../../ui/use-may.ts';

export function Notes({ place }: { readonly place: TaskPlace }) {
  const query = useQuery(notes(place));
  const why = useWhyNot(place.project)('createNote');
  return (
    <Stack>
      <Loaded query={query} lines={2}>
        {({ results }) =>
          results.length === 0 ? (
            <Text size="sm" c="dimmed">
              {texts.noNotes}
            </Text>
          ) : (
            results.map((note) => <OneNote key={note.id} place={place} note={note} />)
          )
        }
      </Loaded>
      {why === null ? <AddNote place={place} /> : <Text size="sm">{why}</Text>}
    </Stack>
  );
}

function OneNote({
  place,
  note: { id, text, updater, automatic, created },
}: {
  readonly place: TaskPlace;
  readonly note: Note;
}) {
  const me = useQuery(session).data?.user.id;
  const may = useMay();
  const whyNot = useWhyNot(place.project);
  // Who may edit all projects deletes everybody's; the session names no permissions, but this operation takes the same one.
  const isMine = updater?.id === me || may('createProjectRole');
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="xs" c="dimmed" className="anywhere">
          {updater?.email ?? texts.somebody}
          {automatic && `, ${texts.automatic}`} · <Time at={created} />
        </Text>
        <Confirm
          size="compact-xs"
          variant="subtle"
          color="red"
          title={texts.deleteNoteTitle}
          says={texts.deleteNoteSays}
          why={isMine ? whyNot('deleteNote') : texts.onlyOwnNotes}
          act={() => deleteNote(place, id)}
        >
          {common.remove}
        </Confirm>
      </Group>
      <Markdown text={text} />
    </Paper>
  );
}

function AddNote({ place }: { readonly place: TaskPlace }) {
  const [text, setText] = useState('');
  return (
    <Form
      save={async () => {
        await addNote(place, text);
        setText('');
      }}
      submit={texts.addNote}
      fields={['text']}
    >
      {(at) => (
        <Textarea
          label={texts.noteLabel}
          description={texts.noteHelp}
          value={text}
          onChange={({ currentTarget: { value } }) => setText(value)}
          error={at('text')}
          autosize
          minRows={2}
          required
        />
      )}
    </Form>
  );
}
