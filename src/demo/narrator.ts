/** Tells the story, and stops it at the first thing that is not as it says. */

export class StoryFailed extends Error {}

export interface Narrator {
  chapter(title: string): void;
  say(line: string): void;
  /** Says it when it is so; otherwise the story ends here. Every number in `claim` comes from an answer. */
  check(holds: boolean, claim: string, otherwise: unknown): void;
}

export function makeNarrator(tell: (line: string) => void): Narrator {
  let chapters = 0;
  return {
    chapter: (title) => tell(`\n${(chapters += 1)}. ${title}`),
    say: (line) => tell(`   ${line}`),
    check(holds, claim, otherwise) {
      if (!holds)
        throw new StoryFailed(
          `Expected: ${claim}\n   Found: ${typeof otherwise === 'string' ? otherwise : JSON.stringify(otherwise)}`,
        );
      tell(`   ✓ ${claim}`);
    },
  };
}
