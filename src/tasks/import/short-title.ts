/** A title for what has none. */

const LENGTH = 120;

/** The heading and the first words of the text, cut between words at 120 characters. */
export function shortTitle(heading: string, text: string): string {
  const whole = `${heading}: ${text}`.replaceAll(/\s+/g, ' ').trim();
  if (whole.length <= LENGTH) return whole;
  const cut = whole.slice(0, LENGTH - 1);
  const end = Math.max(cut.lastIndexOf(' '), heading.length + 1);
  return `${cut.slice(0, end)}…`;
}
