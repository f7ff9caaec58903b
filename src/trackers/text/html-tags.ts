/** For tests: what is in a piece of HTML besides the tags and attributes that we write. */
const TAGS = /^\/?(?:p|h[1-6]|pre|blockquote|ul|ol|li|table|tbody|tr|th|td|strong|em|del|code)$/;
const WITH_ATTRIBUTES = /^(?:(?:br|hr) \/|ol start="\d+"|a href="(?:https?|ftp|mailto):[^"<>\s]+"|\/a)$/i;

export function strangers(html: string): string[] {
  const tags = [...html.matchAll(/<([^<>]*)>/g)].map(([, tag = '']) => tag);
  const left = html.replaceAll(/<[^<>]*>/g, '').match(/[<>]/g) ?? [];
  return [...tags.filter((tag) => !TAGS.test(tag) && !WITH_ATTRIBUTES.test(tag)), ...left];
}
